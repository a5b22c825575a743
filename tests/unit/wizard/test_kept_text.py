"""What a set-up writes into a settings file that a person wrote: the sections it asked about, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from rpa.operate.wizard import Draft
from rpa.settings import DataRoot, OrganizationFolder, load_settings

HEAD = "# настройки УК (вымышленной)\norganization:\n  name: ООО «Пример»  # вымышлено\n  ogrn: '1027700132195'\n"
CABINET = "\n# Кто что делает: приказ 12.\ncabinet:\n  employees:\n    # директор\n    - name: Иванов Иван Иванович\n"
DATASET = "dataset:\n  file: выгрузки/debts.xlsx  # каждую пятницу\n"


@pytest.fixture
def folder(tmp_path: Path) -> OrganizationFolder:
    return DataRoot(tmp_path).organization("uk").create()


def asked(folder: OrganizationFolder, text: str) -> str:
    """The file after a set-up that asked the time of the day alone."""
    folder.settings.write_text(text, encoding="utf-8")
    draft = Draft(folder)
    draft.put("schedule", daily_at="05:10")
    draft.keep("schedule")
    return folder.settings.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "schedule",
    ["", "schedule: {daily_at: '06:00'}\n", "schedule:\n  daily_at: '06:00'  # рано\n\n", "schedule: {}\n"],
)
@pytest.mark.parametrize("order", ["{0}{1}{2}{3}", "{0}{3}{1}{2}", "{3}{0}{1}{2}"])
def test_comments_and_paths_of_other_sections_stay_to_the_letter(
    folder: OrganizationFolder, schedule: str, order: str
) -> None:
    after = asked(folder, order.format(HEAD, CABINET, DATASET, schedule))
    assert all(part in after for part in (HEAD, CABINET, DATASET))
    assert f"{load_settings(folder.settings).schedule.daily_at:%H:%M}" == "05:10"
    assert after.count("daily_at") == 1


def test_a_last_line_without_an_end_stays_a_line(folder: OrganizationFolder) -> None:
    after = asked(folder, (HEAD + DATASET).rstrip())
    assert DATASET in after
    assert load_settings(folder.settings).dataset.file == folder.root / "выгрузки" / "debts.xlsx"


@pytest.mark.parametrize(
    "text",
    [
        "{organization: {name: Пример, ogrn: '1027700132195'}}\n",
        "organization: {name: Пример,\n ogrn: '1027700132195'}\nschedule: {daily_at: 6:00,\n deadline_guard_day: 4}\n",
    ],
)
def test_a_file_whose_sections_cannot_be_put_in_is_written_whole(folder: OrganizationFolder, text: str) -> None:
    asked(folder, text)
    settings = load_settings(folder.settings)
    assert (settings.organization.name, f"{settings.schedule.daily_at:%H:%M}") == ("Пример", "05:10")
    assert settings.schedule.deadline_guard_day == (4 if "guard" in text else 3)


def test_what_a_person_changed_meanwhile_in_another_section_stays(folder: OrganizationFolder) -> None:
    folder.settings.write_text(HEAD + DATASET, encoding="utf-8")
    draft = Draft(folder)
    folder.settings.write_text(HEAD + DATASET.replace("debts", "new"), encoding="utf-8")
    draft.put("schedule", daily_at="05:10")
    draft.keep("schedule")
    assert load_settings(folder.settings).dataset.file == folder.root / "выгрузки" / "new.xlsx"


def test_a_section_that_says_no_more_than_the_defaults_is_taken_out(folder: OrganizationFolder) -> None:
    folder.settings.write_text(HEAD + "sign_in: {method: totp}\n" + DATASET, encoding="utf-8")
    draft = Draft(folder)
    draft.put("sign_in", method=None)
    draft.keep("sign-in")
    assert folder.settings.read_text(encoding="utf-8") == HEAD + DATASET
