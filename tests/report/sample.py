"""A journal with pictures as the product writes it, with hostile texts where the site or a file could put them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from rpa.audit import EvidenceStore, Journal
from rpa.audit.report import Reporter, Written
from rpa.model import Inquiry, InquiryStatus

OGRN = "1027700000001"  # made up
PLAN = "ab" * 32
READING = "20261124-065900-aaaa"
RUN = "20261124-080000-bbbb"
AGAIN = "20261124-090000-cccc"
HOSTILE = "<script>document.title='owned'</script><img src=x onerror=document.title='owned'>\u202e=HYPERLINK(1)"
LONG = "длинное" + "слово" * 2000
NUMBERS = [f"26000000{number:04d}" for number in range(6)]
ENDINGS = ("done", "done", "refused", "unknown", "done", "")
"""How the run left each number; the last one waits for a person."""
INQUIRIES = [
    Inquiry(
        number=number,
        status=status,
        created=created,
        topic="Отопление",
        address="г. Энск, ул. Секретная, д. 1",
        apartment_number="кв. 77",
        text="Сведения о наличии задолженности для субсидии" if number.endswith("3") else HOSTILE,
        applicant="Тайный Заявитель Петрович",
        executor=executor,
        execution_end_date=due,
        date_of_appointment=due,
    )
    for number, status, created, due, executor in (
        ("55-1", InquiryStatus.SENT, date(2026, 11, 1), date(2026, 11, 20), None),
        ("55-2", InquiryStatus.IN_WORK, date(2026, 11, 5), date(2026, 12, 5), "Исполнителева Вера Павловна"),
        ("55-3", InquiryStatus.SENT, date(2026, 11, 23), date(2026, 12, 23), None),
        ("55-4" + HOSTILE, InquiryStatus.EXECUTED, date(2026, 10, 5), date(2026, 11, 4), "Исполнителева Вера Павловна"),
        ("55-5", InquiryStatus.WITHDRAWN, date(2026, 11, 6), None, None),
    )
]
"""Two wait, one of them too long; one is a debt request; two are closed, one of them received in October."""
# One white pixel.
JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300" + "08" * 64 + "ffc0000b080001000101011100"
    "ffc4001f0000010501010101010100000000000000000102030405060708090a0b"
    "ffc400b5100002010303020403050504040000017d01020300041105122131410613516107227114328191a1082342b1c11552d1f0"
    "2433627282090a161718191a25262728292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a"
    "838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9da"
    "e1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9faffda0008010100003f00fbd3ffd9"
)


class Clock:
    """Starts at a moment and goes one second a look."""

    def __init__(self, start: datetime) -> None:
        self.time = start

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


def journal(folder: Path, run_id: str, start: datetime | None = None) -> Journal:
    moment = start or datetime.strptime(run_id[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    return Journal.open(folder / "journal.jsonl", organization=OGRN, run_id=run_id, now=Clock(moment))


def fill(folder: Path) -> None:
    """A plan of six, approvals, one run of answers with pictures, retries, a refusal and an unknown outcome."""
    with journal(folder, READING) as book:
        book.record("run_started", scenario="receive_debt_requests", target="http://my.dom.localhost", stand=True)
        for number in NUMBERS:
            book.record("item", request_number=number, ending="done", detail="")
        book.record("run_finished", scenario="receive_debt_requests", counts={"done": 6}, left=0, stopped="", error="")
    plan_and_approve(folder)
    answer(folder)


def plan_and_approve(folder: Path, run_id: str = "20261124-070000-0001") -> None:
    with journal(folder, run_id) as book:
        book.record("plan", plan_sha256=PLAN, items=len(NUMBERS))
        for place, number in enumerate(NUMBERS):
            book.record(
                "decision",
                request_number=number,
                plan_sha256=PLAN,
                decision=("no_debt", "debt", "review")[place % 3],
                rule=("R20", "R53", "R09")[place % 3],
                sentence=HOSTILE if place == 1 else "Так решило правило.",
                due=date(2026, 11, 23 + place),
                sent_date=date(2026, 11, 16),
                overdue=place == 0,
                response_status="NotSent",
            )
        for place, number in enumerate(NUMBERS):
            if ENDINGS[place]:
                book.record(
                    "approval",
                    request_number=number,
                    plan_sha256=PLAN,
                    decision="debt" if place % 3 == 1 else "no_debt",
                    reason="",
                    approvers=["Бухгалтер Примерова"],
                    how=["sheet"],
                )


def answer(folder: Path) -> None:
    evidence = EvidenceStore(folder / "evidence")
    with journal(folder, RUN) as book:
        book.record("run_started", scenario="answer_debt_requests", target="http://my.dom.localhost", stand=True)
        for number, ending in zip(NUMBERS, ENDINGS, strict=True):
            if not ending:
                continue
            book.record(
                "retry",
                title="Прочитать карточку",
                attempt=1,
                error="SiteUnavailable",
                what=LONG,
                request_number=number,
            )
            book.record("intent", request_number=number, action="send", plan_sha256=PLAN, intent=1, reason=None)
            for stage in ("filled", "result"):
                kept = evidence.put(RUN, number, stage, JPEG)
                book.record("picture", request_number=number, stage=stage, path=kept.path, sha256=kept.sha256)
            book.record("act", request_number=number, action="send", intent=1)
            detail = HOSTILE if ending == "refused" else ""
            book.record("outcome", request_number=number, intent=1, action="send", outcome=ending, detail=detail)
            book.record("item", request_number=number, ending=ending, detail=detail)
        book.record("picture_refused", request_number=NUMBERS[3], stage="failure", why="маска не легла")
        counts = {"done": 3, "refused": 1, "unknown": 1}
        book.record("run_finished", scenario="answer_debt_requests", counts=counts, left=0, stopped="", error="")


def answer_again(folder: Path) -> None:
    """A second run finds everything sent."""
    with journal(folder, AGAIN) as book:
        book.record("run_started", scenario="answer_debt_requests", target="http://my.dom.localhost", stand=True)
        for number in (NUMBERS[0], NUMBERS[1], NUMBERS[4]):
            book.record("item", request_number=number, ending="already", detail="Такой ответ уже отправлен.")
        book.record("run_finished", scenario="answer_debt_requests", counts={"already": 3}, left=0)


def fill_long(folder: Path, count: int) -> None:
    """A plan of ``count`` requests, nothing sent."""
    with journal(folder, READING) as book:
        book.record("plan", plan_sha256=PLAN, items=count)
        for place in range(count):
            book.record(
                "decision",
                request_number=f"77{place:04}",
                plan_sha256=PLAN,
                decision="review",
                rule="R09",
                sentence="Так решило правило.",
                due=date(2026, 12, 1),
                sent_date=date(2026, 11, 24),
            )
        book.record("run_started", scenario="answer_debt_requests", target="", stand=True)


class Place:
    """The paths a reporter needs."""

    def __init__(self, root: Path) -> None:
        self.journal, self.evidence, self.reports = root / "journal.jsonl", root / "evidence", root / "reports"


def reporter(folder: Path, **wishes: object) -> Reporter:
    wishes = {"inquiries": lambda: INQUIRIES} | wishes
    return Reporter(
        Place(folder),
        "ООО «Придуманная УК» <b>",
        now=datetime(2026, 11, 24, 9, tzinfo=UTC),
        **wishes,  # type: ignore[arg-type]
    )


def write(writer: Reporter, kind: str = "plan", *arguments: str) -> Written:
    """Read and write one report."""
    return writer.write(getattr(writer, kind)(*arguments))
