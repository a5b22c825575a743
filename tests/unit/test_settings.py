"""Settings: what a person may write, and how a mistake is told."""

from __future__ import annotations

import stat
import sys
from datetime import time
from pathlib import Path

import pytest

from rpa.errors import BadSettings
from rpa.fleet.configuration import load_fleet_settings
from rpa.settings import DataRoot, load_settings, save_settings

GOOD = """\
organization:
  name: ООО «Придуманная управляющая компания»
  ogrn: "1027700000001"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "settings.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_two_lines_are_enough_and_the_defaults_are_the_careful_ones(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, GOOD))
    assert settings.decision.automatic == "nothing"
    assert settings.sign_in.method == "person"
    assert settings.browser.pages == 2
    assert settings.site.origin("my") == "https://my.dom.gosuslugi.ru"


def test_a_relative_path_means_the_folder_of_the_file_wherever_the_robot_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder := tmp_path / "organization").mkdir()
    written(folder, GOOD + f"dataset:\n  file: выгрузка/долги.xlsx\n  acts: {tmp_path / 'акты'}\n")
    monkeypatch.chdir(tmp_path)
    settings = load_settings(Path("organization/settings.yaml"))
    assert settings.dataset.file == folder / "выгрузка" / "долги.xlsx"
    assert settings.dataset.acts == tmp_path / "акты"
    save_settings(tmp_path / "elsewhere.yaml", settings)
    assert load_settings(tmp_path / "elsewhere.yaml").dataset == settings.dataset


def test_a_mistyped_key_is_refused_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD + "browser:\n  headles: false\n")
    with pytest.raises(BadSettings, match=r"settings\.yaml:5: browser\.headles: такой настройки нет"):
        load_settings(path)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, 'organization:\n  name: ООО «А»\n  ogrn: "12"\nbrowser:\n  pages: 99\n')
    with pytest.raises(BadSettings) as caught:
        load_settings(path)
    assert "settings.yaml:3: organization.ogrn" in caught.value.what
    assert "settings.yaml:5: browser.pages: слишком много (8)" in caught.value.what
    assert "rpa setup" not in caught.value.hint, "it could not read the file either"


def test_a_broken_file_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"settings\.yaml:\d+: это не YAML"):
        load_settings(written(tmp_path, "organization: [\n"))


# Deeper than the interpreter goes. YAML is read in the square of the depth.
DEEP = "dataset: " + "[" * 1000 + "]" * 1000 + "\n"
UNREADABLE = {
    "a control character": ("pacing:\n  answers_per_minute: \x07 5\n", r":5: недопустимый знак U\+0007"),
    "a day that does not exist": ("dataset:\n  file: 2024-99-99\n", ":5: это не YAML .такого значения не бывает"),
    "a number that is none": ("browser:\n  pages: !!int два\n", ":5: это не YAML"),
    "a truth that is none": ("browser:\n  headless: !!bool может\n", ":5: это не YAML"),
    "a day that is none": ("dataset:\n  file: !!timestamp вчера\n", ":5: это не YAML"),
    "thousands of brackets": (DEEP, ": слишком много вложенных"),
    "a section written twice": (
        "decision:\n  two_people_for_debt: true\ndecision: {}\n",
        ":6: «decision» уже есть в строке 4",
    ),
    "a wish written twice": ("browser: {pages: 2, headless: true, pages: 1}\n", ":4: «pages» уже есть в строке 4"),
    "itself inside": ("dataset: &again\n  file: *again\n", ":5: dataset.file: нужен путь"),
}


@pytest.mark.parametrize("added", UNREADABLE)
def test_whatever_cannot_be_read_is_the_settings_fault_and_names_its_line(tmp_path: Path, added: str) -> None:
    text, said = UNREADABLE[added]
    with pytest.raises(BadSettings, match=rf"settings\.yaml{said}"):
        load_settings(written(tmp_path, GOOD + text))
    (fleet := tmp_path / "fleet.yaml").write_text("work: /x\n#\n#\n" + text, encoding="utf-8")
    with pytest.raises(BadSettings, match=r"fleet\.yaml:"):
        load_fleet_settings(fleet)


@pytest.mark.parametrize("tail", ["/login", "/organization-cabinet/#!/debts", "/#!/main", "?from=mail", "//"])
def test_an_address_of_the_site_copied_with_its_page_is_refused_with_its_line(tmp_path: Path, tail: str) -> None:
    """No page would ever lie on such an «origin»: every sign-in ended on a strange host."""
    with pytest.raises(BadSettings, match=r"settings\.yaml:5: site\.esia: .*только начало адреса"):
        load_settings(written(tmp_path, f"{GOOD}site:\n  esia: 'https://esia.gosuslugi.ru{tail}'\n"))
    with pytest.raises(BadSettings) as refused:
        load_settings(written(tmp_path, f"{GOOD}site:\n  my: 'https://name:made-up-word@my.dom.gosuslugi.ru'\n"))
    assert "made-up-word" not in str(refused.value)
    whole = load_settings(written(tmp_path, f"{GOOD}site:\n  my: 'https://MY.dom.gosuslugi.ru:443/'\n"))
    assert whole.site.origin("my") == "https://my.dom.gosuslugi.ru"


@pytest.mark.parametrize("name", ["dom", "my", "esia"])
def test_what_is_typed_and_shown_goes_over_https_except_on_the_stand(tmp_path: Path, name: str) -> None:
    """`http://` copied or typed by mistake sent login, password and session over the network for anybody to read."""
    bare = f"{GOOD}site:\n  {name}: http://{name}.gosuslugi.example\n"
    with pytest.raises(BadSettings, match=rf"settings\.yaml:4: site: {name}: нужен адрес https"):
        load_settings(written(tmp_path, bare))
    assert load_settings(written(tmp_path, bare + "  stand: true\n")).site.origin(name).startswith("http://")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("10:30", time(10, 30)),
        ("7:30", time(7, 30)),
        ("07:30", time(7, 30)),
        ("0:05", time(0, 5)),
        ("23:59", time(23, 59)),
        ("'10:30'", time(10, 30)),
        ('"7:30"', time(7, 30)),
        ("10:30:00", time(10, 30)),
        ("'10:30:00'", time(10, 30)),
    ],
)
def test_a_time_is_what_a_person_means_by_it(tmp_path: Path, typed: str, meant: time) -> None:
    settings = load_settings(written(tmp_path, f"{GOOD}schedule:\n  daily_at: {typed}\n"))
    assert settings.schedule.daily_at == meant
    save_settings(tmp_path / "copy.yaml", settings)
    assert load_settings(tmp_path / "copy.yaml") == settings
    kept = settings.model_dump(mode="json")["schedule"]["daily_at"]
    assert kept == f"{meant:%H:%M}"


@pytest.mark.parametrize(
    "typed",
    ["630", "'630'", "10.5", "10:30:15", "10:30:15.5", "10:30+03:00", "'10:30Z'", "24:00", "10:60", "10:5", "-10:30",
     "10", "true", "", "[10, 30]", "2026-01-01 10:30:00", "٠٧:٣٠"],
)  # fmt: skip
def test_a_time_that_is_no_hours_and_minutes_is_refused_with_its_line(tmp_path: Path, typed: str) -> None:
    with pytest.raises(BadSettings, match=r"settings\.yaml:5: schedule\.daily_at: время пишется .* ЧЧ:ММ"):
        load_settings(written(tmp_path, f"{GOOD}schedule:\n  daily_at: {typed}\n"))


@pytest.mark.parametrize(
    "wish",
    ["sign_in:\n  wait_for_person_minutes", "notices:\n  repeat_hours", "inquiries:\n  days_back",
     "pacing:\n  item_timeout_seconds", "browser:\n  timeout_seconds", "retention:\n  evidence_days",
     "reports:\n  minutes_by_hand", "decision:\n  dataset_max_age_days"],
)  # fmt: skip
@pytest.mark.parametrize("typed", ["1:30", "1:30.5"])
def test_a_duration_never_becomes_another_number_in_silence(tmp_path: Path, wish: str, typed: str) -> None:
    with pytest.raises(BadSettings, match=r"settings\.yaml:5: .*: нужно (целое )?число"):
        load_settings(written(tmp_path, f"{GOOD}{wish}: {typed}\n"))
    (fleet := tmp_path / "fleet.yaml").write_text(f"work: /x\nlease_seconds: {typed}\n", encoding="utf-8")
    with pytest.raises(BadSettings, match=r"fleet\.yaml:2: lease_seconds: нужно число"):
        load_fleet_settings(fleet)
    fleet.write_text("work: /x\ncron: 7:30\n", encoding="utf-8")
    with pytest.raises(BadSettings, match=r"fleet\.yaml:2: cron: не расписание"):
        load_fleet_settings(fleet)


@pytest.mark.parametrize("text", ["- organization\n", "organization\n", "42\n"])
def test_a_file_that_is_no_pairs_is_told_so(tmp_path: Path, text: str) -> None:
    for load in (load_settings, load_fleet_settings):
        with pytest.raises(BadSettings, match="ожидаются пары"):
            load(written(tmp_path, text))


def test_our_own_sentence_is_told_without_an_english_word_before_it(tmp_path: Path) -> None:
    probe = "notices:\n  probe: {host: mail.example, user: u, tls: false}\n"
    with pytest.raises(BadSettings, match=r"settings\.yaml:5: notices\.probe: без TLS"):
        load_settings(written(tmp_path, GOOD + probe))


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16"])
def test_a_file_saved_by_windows_in_its_own_letters_is_told_how_to_save_it(tmp_path: Path, encoding: str) -> None:
    """«UnicodeDecodeError, выполните `rpa setup`» — which read the same file and said the same."""
    (path := tmp_path / "settings.yaml").write_bytes(GOOD.encode(encoding))
    with pytest.raises(BadSettings, match="записан не в UTF-8") as told:
        load_settings(path)
    assert "сохраните в кодировке UTF-8" in told.value.hint and told.value.__cause__ is None


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(BadSettings) as caught:
        load_settings(tmp_path / "settings.yaml")
    assert "rpa setup" in caught.value.hint


def test_saved_settings_read_back_equal_and_private(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, GOOD + "pacing:\n  answers_per_minute: 5\n"))
    save_settings(tmp_path / "copy" / "settings.yaml", settings)
    assert load_settings(tmp_path / "copy" / "settings.yaml") == settings
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "copy" / "settings.yaml").stat().st_mode) == 0o600


def test_an_organization_is_found_by_name_or_by_being_the_only_one(tmp_path: Path) -> None:
    root = DataRoot(tmp_path)
    with pytest.raises(BadSettings, match="нет ни одной"):
        root.organization()
    written(root.organization("uk-rassvet").create().root, GOOD)
    assert root.organization().slug == "uk-rassvet"
    written(root.organization("uk-zakat").create().root, GOOD)
    with pytest.raises(BadSettings, match="uk-rassvet, uk-zakat"):
        root.organization()


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX systems")
def test_every_folder_that_is_made_is_for_the_owner_alone_and_one_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    made = DataRoot(tmp_path / "deep" / "data").organization("uk").create().root
    folders = [folder for folder in made.parents if folder.is_relative_to(tmp_path / "deep")]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (made, *folders)} == {0o700}
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


@pytest.mark.parametrize("name", ["../other", "a/b", "", "UPPER", "имя", "a" * 64, "con\\x"])
def test_a_name_cannot_leave_the_data_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadSettings):
        DataRoot(tmp_path).organization(name)
