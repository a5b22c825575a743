"""Purge: only what is past its days, never unrecorded, and the chain still verifies."""

from __future__ import annotations

import os
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rpa.audit import FolderUnavailable, Journal, verify_journal
from rpa.audit.export import export_request
from rpa.audit.retention import find_expired, purge
from rpa.audit.verify import verify_package
from tests.unit.audit.journals import answer_journal, open_journal

DAYS = {"evidence": 365, "inquiries": 30, "plans": 365, "reports": 365}
NOW = datetime(2027, 6, 1, 12, 0, tzinfo=UTC)


def aged(path: Path, day: date) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    stamp = datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()
    os.utime(path, (stamp, stamp))
    return path


def run_purge(root: Path) -> int:
    expired = find_expired(root, DAYS, today=NOW.date())
    with open_journal(root, run_id="20270601-120000-a1b2") as journal:
        return purge(root, expired, journal, organization_name="ООО «Выдумка» <b>", now=NOW).deleted


def test_the_day_after_the_last_day_a_file_is_expired(tmp_path: Path) -> None:
    answer_journal(tmp_path, ("77-1",))  # the run was on 2026-01-12
    assert find_expired(tmp_path, DAYS, today=date(2027, 1, 12)) == []
    assert len(find_expired(tmp_path, DAYS, today=date(2027, 1, 13))) == 2


def test_the_days_of_a_file_are_moscows(tmp_path: Path) -> None:
    """Made after midnight there, when it was still the day before in Greenwich."""
    late = aged(tmp_path / "plans" / "p.json", date(2026, 1, 12))
    stamp = datetime(2026, 1, 11, 22, tzinfo=UTC).timestamp()
    os.utime(late, (stamp, stamp))
    aged(tmp_path / "evidence" / "20260111-220000-a1b2" / "77-1-filled.jpg", date(2020, 1, 1))
    assert find_expired(tmp_path, DAYS, today=date(2027, 1, 12)) == []
    found = find_expired(tmp_path, DAYS, today=date(2027, 1, 13))
    assert [item.kept_since for item in found] == [date(2026, 1, 12)] * 2


def test_each_kind_has_its_own_days_and_links_are_left_alone(tmp_path: Path) -> None:
    old = aged(tmp_path / "inquiries" / "1" / "card.json", date(2027, 4, 1))
    aged(tmp_path / "plans" / "p.json", date(2027, 4, 1))
    aged(tmp_path / "dataset" / "d.xlsx", date(2020, 4, 1))
    outside = aged(tmp_path.parent / "outside.txt", date(2020, 1, 1))
    (tmp_path / "inquiries" / "link.json").symlink_to(outside)
    (tmp_path / "inquiries" / "folder").symlink_to(tmp_path / "dataset", target_is_directory=True)
    found = find_expired(tmp_path, DAYS, today=NOW.date())
    assert [item.path for item in found] == [old.relative_to(tmp_path).as_posix()]


def test_data_files_no_longer_used_go_with_the_plans_and_the_one_in_use_stays(tmp_path: Path) -> None:
    old, left = date(2026, 4, 1), ".debts.xlsx.1a2b3c4d.part"
    names = (left, "before-20260401-090000.xlsx", "checked-20260401-090000-a1b2c3.csv")
    for name in ("debts.xlsx", "acts/before-1.pdf", *names):
        aged(tmp_path / "dataset" / name, old)
    aged(tmp_path / "dataset" / "before-20270501-090000.xlsx", date(2027, 5, 1))
    found = find_expired(tmp_path, DAYS, today=NOW.date())
    assert [(item.kind, item.path) for item in found] == [("plans", f"dataset/{name}") for name in names]


def test_reports_go_and_the_acts_of_destruction_stay(tmp_path: Path) -> None:
    answer_journal(tmp_path)
    reports = tmp_path / "reports"
    for name in ("inquiries-20260101.xlsx", "request-77-1.html", "request-77-1-pictures/77-1-filled.jpg"):
        aged(reports / name, date(2026, 1, 1))
    act = aged(reports / "purge-20260101-060000-a1b2.html", date(2026, 1, 1))
    fresh = aged(reports / "plan-new.html", date(2027, 5, 1))
    run_purge(tmp_path)
    acts = [path for path in reports.iterdir() if path.name.startswith("purge-")]
    assert len(acts) == 2, "the old act stays, and the purge left its own"
    assert act.exists() and set(reports.iterdir()) == {fresh, *acts}


def test_a_purge_leaves_an_act_and_a_journal_that_verifies(tmp_path: Path) -> None:
    path = answer_journal(tmp_path)
    kept = aged(tmp_path / "evidence" / "20270501-060000-a1b2" / "77-9-filled.jpg", date(2020, 1, 1))
    aged(tmp_path / "approvals" / "20200101-060000-0a1b2c3d.json", date(2020, 1, 1))
    assert run_purge(tmp_path) == 7
    assert [found for found in (tmp_path / "evidence").rglob("*") if found.is_file()] == [kept]
    assert not (tmp_path / "evidence" / "20260112-060000-a1b2").exists()
    verdict = verify_journal(path, evidence_root=tmp_path / "evidence").require()
    assert (verdict.pictures, verdict.purged, verdict.signatures) == (6, 6, 2)
    (act,) = (tmp_path / "reports").glob("purge-*.html")
    text = act.read_text(encoding="utf-8")
    assert "77-1-filled.jpg" in text and "approvals/20200101-060000-0a1b2c3d.json" in text and "01.06.2027" in text
    assert "&lt;b&gt;" in text and "<b>" not in text


def test_a_picture_missing_without_a_purge_is_still_found(tmp_path: Path) -> None:
    path = answer_journal(tmp_path)
    next((tmp_path / "evidence").rglob("*.jpg")).unlink()
    assert not verify_journal(path, evidence_root=tmp_path / "evidence").ok


def test_a_request_whose_pictures_were_purged_can_still_be_exported(tmp_path: Path) -> None:
    path = answer_journal(tmp_path)
    run_purge(tmp_path)
    package = export_request(path, tmp_path / "evidence", "77-2", tmp_path / "out.zip")
    verdict = verify_package(package.path).require()
    assert (package.pictures, verdict.purged) == (0, 2)


def test_a_package_about_one_request_names_no_other_that_was_purged_with_it(tmp_path: Path) -> None:
    path = answer_journal(tmp_path, ("77-1", "77-2"))
    aged(tmp_path / "plans" / "20200101-060000-0a1b2c3d.json", date(2020, 1, 1))
    aged(tmp_path / "review" / "notes" / "77-1.json", date(2020, 1, 1))
    assert run_purge(tmp_path) == 6
    package = export_request(path, tmp_path / "evidence", "77-2", tmp_path / "out.zip")
    with zipfile.ZipFile(package.path) as archive:
        told = b"".join(archive.read(name) for name in archive.namelist())
    assert b"77-2-result.jpg" in told and b"77-1" not in told and b"0a1b2c3d" not in told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Вымышленцева А. П. долг 2.docx", "***.docx"),
        ("vymyshlentseva-kv-12.xlsx", "***.xlsx"),
        ("plan-vymyshlentseva.html", "***.html"),
        ("Вымышленцева/run-kv 12", "***/***"),
    ],
)
def test_a_name_a_person_gave_a_file_is_kept_neither_in_the_journal_nor_in_the_act(
    tmp_path: Path, name: str, told: str
) -> None:
    path = answer_journal(tmp_path)
    aged(tmp_path / "reports" / name, date(2020, 1, 1))
    assert run_purge(tmp_path) == 7
    (act,) = (tmp_path / "reports").glob("purge-*.html")
    assert f'"files":["reports/{told}"]' in path.read_text(encoding="utf-8")
    assert f"<td>reports/{told}</td>" in act.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        "reports/daily-2020-01-01.json",
        "reports/run-20200101-060000-a1b2.html",
        "reports/plan-0a1b2c3d4e5f-pictures/0123456789abcdef.jpg",
        "reports/evidence-990000000001.zip",
        "reports/request-77-2026-1-0a1b2c3d.printed.html",
        "reports/inquiries-20200101-060000.xlsx",
        "plans/20200101-060000-0a1b2c3d.json",
        "approvals/20200101-060000-0a1b2c3d.json.unpublished-0a1b2c3d",
        "review/20200101-060000-0a1b2c3d.waiting",
        "review/notes/990000000001.json",
        "review/notification.json",
        "dataset/before-20200101-060000.xlsx",
        "dataset/checked-20200101-060000-0a1b2c-marked.xlsx",
        "dataset/.debts.xlsx.0a1b2c3d.part",
        "inquiries/files/66-2026-7/01.pdf",
        "inquiries/assignments/20200101-060000-0a1b2c3d.json",
    ],
)
def test_a_name_of_ours_is_told_as_it_is(tmp_path: Path, name: str) -> None:
    aged(tmp_path / name, date(2020, 1, 1))
    assert [one.told for one in find_expired(tmp_path, DAYS, today=date(2027, 6, 1))] == [name]


def test_nothing_is_deleted_when_the_journal_cannot_tell_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_journal(tmp_path)

    def full(self: Journal, kind: str, **fields: object) -> int:
        raise FolderUnavailable("Журнал не записан: на диске кончилось место.")

    monkeypatch.setattr(Journal, "record", full)
    with pytest.raises(FolderUnavailable):
        run_purge(tmp_path)
    assert len(list((tmp_path / "evidence").rglob("*.jpg"))) == 6


def test_a_folder_that_another_program_holds_costs_neither_the_act_nor_the_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pictures were gone, and nothing said what had been destroyed."""
    path = answer_journal(tmp_path)
    empty = tmp_path / "reports" / "draft"
    empty.mkdir(parents=True)

    def held(self: Path) -> None:
        raise PermissionError(13, "WinError 32")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rmdir", held)
        assert run_purge(tmp_path) == 6
    assert len(list((tmp_path / "reports").glob("purge-*.html"))) == 1
    assert '"kind":"purge_finished"' in path.read_text(encoding="utf-8").replace('": "', '":"')
    verify_journal(path, evidence_root=tmp_path / "evidence").require()
    run_purge(tmp_path)
    assert not empty.exists(), "the next purge takes it"


def test_an_act_is_written_before_folders_are_tidied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_journal(tmp_path)

    def die(self: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Path, "rmdir", die)
        run_purge(tmp_path)
    assert len(list((tmp_path / "reports").glob("purge-*.html"))) == 1


def test_a_purge_that_died_after_telling_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = answer_journal(tmp_path)

    def die(self: Path, missing_ok: bool = False) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Path, "unlink", die)
        run_purge(tmp_path)
    verify_journal(path, evidence_root=tmp_path / "evidence").require()
    assert run_purge(tmp_path) == 6
    verify_journal(path, evidence_root=tmp_path / "evidence").require()


def test_a_kind_without_a_folder_is_a_mistake(tmp_path: Path) -> None:
    for wrong in ({"everything": 1}, {"evidence": 0}):
        with pytest.raises(ValueError, match="retention"):
            find_expired(tmp_path, wrong, today=NOW.date())
