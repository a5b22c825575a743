"""What notices say, and that the guard warns when everything else is broken."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rpa.errors import BadSettings, InteractionNeeded, OrganizationBusy, PageChanged, RpaError
from rpa.ledger import IntentKind, Ledger, Outcome
from rpa.model import Inquiry, InquiryStatus
from rpa.operate.day import Day, State, Trouble, keep_day
from rpa.operate.day import Outcome as Ended
from rpa.operate.guard import Guarded, look
from rpa.operate.guarding import guard
from rpa.operate.inquiries import InquiryStore, StoredInquiry
from rpa.operate.notices import Kind, digest, from_day, from_guard
from rpa.settings import DataRoot, OrganizationFolder, OrganizationSettings
from tests.unit.notices.receivers import web_server

MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
OGRN = "1027700132195"
SETTINGS = OrganizationSettings.model_validate({"organization": {"name": "ИП Придуманный П. П.", "ogrn": OGRN}})
ABOUT_DEBT = "Орган социальной защиты просит сообщить о наличии задолженности по оплате жилья."
NOTHING = Guarded((), (), MONDAY, ())


def folder_with_plan(root: Path, built: datetime, dues: dict[str, date | None]) -> OrganizationFolder:
    """A plan file with only what the guard may rest on; its hash is wrong on purpose."""
    folder = DataRoot(root).organization("uk").create()
    items = [{"request_number": number, "due": due.isoformat() if due else None} for number, due in dues.items()]
    plan = {"plan": {"built_at": built.isoformat(), "items": items, "format": 99}, "sha256": "wrong"}
    (folder.plans / f"{built:%Y%m%d-%H%M%S}-aaaaaaaa.json").write_text(json.dumps(plan))
    return folder


@pytest.mark.parametrize(
    ("day", "close"),
    [(1, False), (2, False), (3, True), (4, True), (5, True)],
)
def test_the_guard_warns_from_the_third_working_day_on(tmp_path: Path, day: int, close: bool) -> None:
    # Received on Monday the 16th: day 1 is Tuesday, the last one Monday the 23rd.
    working = [date(2026, 11, 17 + n) for n in range(4)] + [date(2026, 11, 23)]
    now = datetime.combine(working[day - 1], MONDAY.timetz())
    folder = folder_with_plan(tmp_path, now, {"1": date(2026, 11, 23)})
    guarded = look(folder, SETTINGS, now)
    assert bool(guarded.close) == close
    assert guarded.exit_code == int(close)


def test_a_day_off_does_not_hasten_the_guard(tmp_path: Path) -> None:
    """Holidays of January 2027: between the 31st of December and the 11th no day counts."""
    now = datetime(2026, 12, 30, 9, 0, tzinfo=UTC)
    far = look(folder_with_plan(tmp_path / "a", now, {"1": date(2027, 1, 14)}), SETTINGS, now)
    near = look(folder_with_plan(tmp_path / "b", now, {"1": date(2027, 1, 12)}), SETTINGS, now)
    assert (len(far.close), len(near.close)) == (0, 1)


def test_a_passed_deadline_is_its_own_exit_code(tmp_path: Path) -> None:
    guarded = look(folder_with_plan(tmp_path, MONDAY, {"1": date(2026, 11, 13)}), SETTINGS, MONDAY)
    assert guarded.exit_code == 69 and len(guarded.overdue) == 1


def test_an_unknown_deadline_counts_as_close(tmp_path: Path) -> None:
    assert len(look(folder_with_plan(tmp_path, MONDAY, {"1": None}), SETTINGS, MONDAY).close) == 1


def test_what_the_ledger_says_was_sent_is_not_warned_of(tmp_path: Path) -> None:
    folder = folder_with_plan(tmp_path, MONDAY, {"1": date(2026, 11, 17), "2": date(2026, 11, 17)})
    with Ledger.open(folder.ledger, now=lambda: MONDAY) as ledger, ledger.lease(OGRN, "run") as lease:
        intent = ledger.intend(
            organization=OGRN, request_number="1", kind=IntentKind.SEND, content_sha256="c", plan_sha256="p",
            run_id="run", fence=lease.fence,
        )  # fmt: skip
        ledger.conclude(intent, Outcome.DONE)
    assert [one.request_number for one in look(folder, SETTINGS, MONDAY).waiting] == ["2"]


def test_a_broken_ledger_a_broken_plan_and_a_broken_calendar_are_warnings_not_errors(tmp_path: Path) -> None:
    folder = folder_with_plan(tmp_path, MONDAY, {"1": date(2026, 11, 17)})
    (folder.plans / "20991231-000000-ffffffff.json").write_text("torn")
    folder.ledger.write_bytes(b"not a database" * 100)
    (tmp_path / "calendar.json").write_text("{")
    guarded = look(folder, SETTINGS, MONDAY)
    assert len(guarded.blind) == 3
    assert [one.request_number for one in guarded.close] == ["1"]


def test_an_old_reading_is_a_warning_because_new_requests_are_not_seen(tmp_path: Path) -> None:
    folder = folder_with_plan(tmp_path, MONDAY, {})
    assert look(folder, SETTINGS, MONDAY + timedelta(days=1)).blind == ()
    assert "16.11.2026" in look(folder, SETTINGS, MONDAY + timedelta(days=3)).blind[0]
    assert look(DataRoot(tmp_path / "empty").organization("uk").create(), SETTINGS, MONDAY).blind


@pytest.mark.parametrize("passphrase", [None, "made-up"])
@pytest.mark.parametrize("vault", ["nobody can open this", "", "{}", '{"salt": "AAAA", "scrypt": {"n": 1e9}}'])
def test_the_guard_goes_out_although_the_vault_does_not_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vault: str, passphrase: str | None
) -> None:
    monkeypatch.delenv("RPA_VAULT_PASSPHRASE", raising=False)
    if passphrase:
        monkeypatch.setenv("RPA_VAULT_PASSPHRASE", passphrase)
    folder = folder_with_plan(tmp_path, MONDAY, {"260010000001": date(2026, 11, 17)})
    folder.vault.write_text(vault)
    with web_server() as server:
        folder.settings.write_text(
            f"organization: {{name: УК, ogrn: '{OGRN}'}}\nnotices: {{urls: ['vault:mail', 'json://{server.address}/']}}\n"
        )
        guarded, delivery = guard(folder, now=lambda: MONDAY)
    assert guarded.exit_code == 1 and delivery.failed == 1
    assert "Срок близко: 1" in server.requests[0][2]["message"]


def day_with(*troubles: RpaError, counts: dict[str, int] | None = None) -> Day:
    day = Day("uk", date(2026, 11, 16), MONDAY.isoformat(), checkpoint="c" * 64 + ":7")
    for number, error in enumerate(troubles):
        trouble = Trouble.of(error)
        day.outcomes[f"s{number}"] = Ended(f"s{number}", State.FAILED, error.exit_code, {}, (trouble,))
    day.outcomes["plan"] = Ended("plan", State.DONE, 0, counts or {})
    return day


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (InteractionNeeded("Вход требует человека.", screen="captcha"), Kind.PARKED),
        (PageChanged("Нет кнопки.", key="a.b", line=3), Kind.SITE_CHANGED),
        (OrganizationBusy("Занято."), Kind.FAILED),
        (BadSettings("Нет файла."), Kind.FAILED),
    ],
)
def test_each_trouble_is_told_as_what_it_is_with_its_cure(error: RpaError, kind: Kind) -> None:
    found = [one for one in from_day(day_with(error), NOTHING) if one.urgent]
    assert [one.kind for one in found] == [kind]
    assert error.what in found[0].text and error.hint in found[0].text


def test_a_quiet_day_says_all_done_and_a_day_that_waits_does_not(tmp_path: Path) -> None:
    assert [one.kind for one in from_day(day_with(), NOTHING)] == [Kind.ALL_DONE]
    waiting = look(folder_with_plan(tmp_path, MONDAY, {"1": date(2026, 11, 23)}), SETTINGS, MONDAY)
    found = from_day(day_with(counts={"new": 1, "review": 1}), waiting)
    assert {one.kind for one in found} == {Kind.NEW_REQUESTS, Kind.REVIEW}
    assert "23.11.2026 — 1" in next(one.text for one in found if one.kind is Kind.REVIEW)


def test_the_digest_carries_the_checkpoint_and_is_the_same_digest_when_only_that_moved() -> None:
    first, second = day_with(), day_with()
    second.checkpoint = "d" * 64 + ":9"
    one, two = digest(first, NOTHING, {}), digest(second, NOTHING, {})
    assert first.checkpoint in one.text and second.checkpoint in two.text
    assert one.fingerprint == two.fingerprint
    second.outcomes["plan"] = Ended("plan", State.FAILED, 75)
    assert digest(second, NOTHING, {}).fingerprint != one.fingerprint


def test_no_notice_names_the_organization_for_its_title_may_be_a_persons_name(tmp_path: Path) -> None:
    waiting: Any = look(folder_with_plan(tmp_path, MONDAY, {"1": date(2026, 11, 13)}), SETTINGS, MONDAY)
    texts = [*from_day(day_with(), waiting), *from_guard("uk", waiting), digest(day_with(), waiting, {})]
    assert texts and not any("Придуманный" in one.title + one.text for one in texts)


def test_a_request_whose_card_could_not_be_read_is_warned_of_although_no_plan_knows_it(tmp_path: Path) -> None:
    """Of the day in hand, and by a guard that has the record alone; no longer once all were read again."""
    folder, day = folder_with_plan(tmp_path, MONDAY, {}), day_with(counts={"unread": 2})
    day.outcomes["plan"] = replace(day.outcomes["plan"], finished_at=(MONDAY + timedelta(minutes=1)).isoformat())
    assert look(folder, SETTINGS, MONDAY).blind == ()
    now = look(folder, SETTINGS, MONDAY, day)
    keep_day(folder.reports, day)
    assert look(folder, SETTINGS, MONDAY).blind == now.blind and "не прочитаны: 2" in now.blind[0]
    assert [one.kind for one in from_day(day, now)] == [Kind.DEADLINE]
    assert "Неотвеченных запросов нет" not in digest(day, now, {}).text
    later = MONDAY + timedelta(minutes=9)
    assert look(folder_with_plan(tmp_path, later, {}), SETTINGS, later).blind == ()


def test_the_same_counts_and_dates_of_another_request_are_another_notice(tmp_path: Path) -> None:
    """An answer, and a new request with the same last day, within ``repeat_hours``: the second was never told."""
    told = []
    for number in ("260010000001", "260010000002"):
        guarded = look(folder_with_plan(tmp_path / number, MONDAY, {number: date(2026, 11, 18)}), SETTINGS, MONDAY)
        found = from_day(day_with(counts={"new": 1, "review": 1}), guarded)
        assert not [one for one in found if number in one.text]
        told.append({one.kind: one.fingerprint for one in found})
    assert told[0].keys() == told[1].keys() == {Kind.NEW_REQUESTS, Kind.DEADLINE, Kind.REVIEW}
    assert not set(told[0].values()) & set(told[1].values())


def test_an_inquiry_whose_last_day_is_near_is_told_with_the_requests(tmp_path: Path) -> None:
    """A debt request that came as an обращение has its five working days, too; only people can answer it."""
    folder = folder_with_plan(tmp_path, MONDAY, {})
    for number, given in {
        "near": {"execution_end_date": date(2026, 11, 18)},
        "far": {"execution_end_date": date(2026, 12, 10)},
        "passed": {"execution_end_date": date(2026, 11, 13)},
        "long ago": {"execution_end_date": date(2026, 10, 1)},
        "answered": {"execution_end_date": date(2026, 11, 17), "status": InquiryStatus.EXECUTED},
        "debt": {"created": date(2026, 11, 10), "execution_end_date": date(2026, 12, 10), "text": ABOUT_DEBT},
    }.items():
        inquiry = Inquiry(number, **{"status": InquiryStatus.IN_WORK, **given})  # type: ignore[arg-type]
        InquiryStore(folder.inquiries).put(StoredInquiry(inquiry, "ab" * 32, MONDAY))
    guarded = look(folder, SETTINGS, MONDAY)
    assert {one.request_number for one in guarded.inquiries} == {"near", "passed", "debt"}
    assert guarded.exit_code == 1 and guarded.overdue == ()
    [notice] = from_guard("uk", guarded)
    assert "срок близко — 2, прошёл — 1" in notice.text and "near" not in notice.text
