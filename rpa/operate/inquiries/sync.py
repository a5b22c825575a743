"""Read the tab: the whole register, then only the cards that are new or changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from rpa.cabinet.pages.inquiries import InquiryFilter
from rpa.errors import STOPPED, NotFinished
from rpa.inquiries.attachment import NOT_ITS_TYPE, refusal_of_name
from rpa.inquiries.words import OPEN
from rpa.job.inquiries import Reading, ReadInquiries, Register
from rpa.job.results import RunSummary
from rpa.model import Inquiry
from rpa.operate.inquiries.last_reading import LastReading, keep_reading
from rpa.operate.inquiries.store import InquiryStore, StoredFile, StoredInquiry, row_fingerprint
from rpa.operate.place import Listener, Place, silent

_MANY = 3
"""So many at once, and more than half of all, are not redirected on one day."""
_NAMED = 10


@dataclass(frozen=True, slots=True)
class Synced:
    """``listed`` is the register's size by its own count, ``opened`` how many cards were read.

    ``settled``: nothing was new or changed any more when the register was listed for the last time. ``vanished`` are
    numbers read earlier that the register shows no more. ``shrunk``: so many at once, or all, that it is not believed.
    ``unread`` are numbers whose cards could not be opened: what is stored of them, if anything, is older.
    """

    listed: int
    opened: int
    settled: bool
    summary: RunSummary
    vanished: tuple[str, ...] = ()
    shrunk: bool = False
    unread: tuple[str, ...] = ()

    @property
    def stopped(self) -> bool:
        """Somebody stopped it before all was read; what was read is stored."""
        return bool(self.summary.stopped) and (self.summary.left > 0 or not self.settled)

    @property
    def exit_code(self) -> int:
        if self.stopped:
            return STOPPED
        return self.summary.exit_code or int(not self.settled or bool(self.vanished))

    @property
    def doubt(self) -> NotFinished | None:
        """What a person has to look at although everything was read."""
        if self.shrunk:
            return NotFinished(
                f"Список обращений показал не все: нет {len(self.vanished)} из прочитанных раньше.",
                hint="Новые тоже могут быть не видны: проверьте, есть ли у вошедшего сотрудника право «Распределение "
                "обращений по исполнителям» (`rpa cabinet check`). Если их и правда перенаправили, уберите их файлы из "
                "папки inquiries: " + ", ".join(self.vanished[:_NAMED]) + ".",
            )
        if self.vanished:
            return NotFinished(
                f"Обращений, которых в списке больше нет: {len(self.vanished)}. Больше они не ждут ответа.",
                hint="Вероятно, их перенаправили. Посмотрите в кабинете: " + ", ".join(self.vanished[:_NAMED]) + ".",
            )
        if self.unread:
            return NotFinished(
                f"Карточки обращений не прочитаны: {len(self.unread)}. Их сроки не видны.",
                hint="Повторите: `rpa inquiries sync`. Если не поможет, откройте их в кабинете: "
                + ", ".join(self.unread[:_NAMED])
                + ".",
            )
        if not self.settled:
            return NotFinished(
                "Список обращений менялся до самого конца чтения.", hint="Повторите: `rpa inquiries sync`."
            )
        return None


def sync(place: Place, on_progress: Listener = silent, *, wanted: InquiryFilter | None = None) -> Synced:
    """Bring the store up to the register. What is read is stored at once, so a broken run goes on where it ended.

    Without ``wanted`` all that was created in the last ``inquiries.days_back`` days is read, and further back to the
    oldest that still waits; what is closed and past the days to keep it is not. Raises what ended the run.
    """
    store = InquiryStore(place.folder.inquiries)
    stored = {one.inquiry.number: one for one in store.readable()}
    wishes = place.settings.inquiries
    files = Files(frozenset(wishes.attachment_types), int(wishes.attachment_limit_mb * 1024 * 1024))
    # One that comes back is read again, and so is one whose files may be had now.
    known = {
        number: one.row_sha256
        for number, one in stored.items()
        if not one.gone and not any(files.may_be_had(file) for file in one.files)
    }
    opened = 0
    read_now: set[str] = set()

    def keep(reading: Reading) -> None:
        nonlocal opened
        kept = _kept(place, store, reading)
        store.put(kept)
        known[kept.inquiry.number] = kept.row_sha256
        opened += 1
        read_now.add(kept.inquiry.number)

    today = place.moscow_now().date()
    kept_from = today - timedelta(days=place.settings.retention.inquiries_days)

    def is_known(row: Inquiry) -> bool:
        closed_long_ago = row.status not in OPEN and (row.created or today) < kept_from
        if wanted is None and closed_long_ago and row.number not in stored:
            # Destroyed when its days were over: read anew, it would be kept as long once more, and so for ever.
            return True
        return known.get(row.number) == row_fingerprint(row)

    first_day = today - timedelta(days=wishes.days_back)
    waiting = [one.inquiry.created for one in stored.values() if one.waits and one.inquiry.created]
    first_day = min([first_day, *(day - timedelta(days=1) for day in waiting)])
    expected = [
        number for number, one in stored.items() if not one.gone and (one.inquiry.created or date.min) > first_day
    ]
    given = ReadInquiries(
        wanted=wanted or InquiryFilter(created_from=first_day),
        is_known=is_known,
        keep=keep,
        file_limit_bytes=files.limit_bytes,
        file_types=files.allowed,
        expected=() if wanted else expected,
    )
    finished = place.run("sync_inquiries", given=given, on_progress=on_progress)
    if finished.summary.error is not None:
        raise finished.summary.error
    register: Register = finished.value
    many = len(register.vanished) >= _MANY and len(register.vanished) * 2 > len(expected)
    # Whoever lost the right sees an empty list, too, however few there were.
    shrunk = many or (not register.listed and bool(register.vanished))
    # One that failed in the first round may have been read in the next.
    unread = tuple(sorted({result.key for result in finished.summary.failures()} - read_now))
    synced = Synced(register.listed, opened, register.settled, finished.summary, register.vanished, shrunk, unread)
    if synced.settled and not (synced.stopped or shrunk):
        for number in register.vanished:
            store.put(replace(stored[number], gone=True))
    # A list that moved to the end may hold more than was read, unless what was not read is known.
    if wanted is None and (synced.settled or unread) and not (synced.stopped or shrunk):
        keep_reading(place.folder.inquiries_read, LastReading(place.now(), len(unread)))
    return synced


@dataclass(frozen=True, slots=True)
class Files:
    """Which attachments the settings want."""

    allowed: frozenset[str]
    limit_bytes: int

    def may_be_had(self, file: StoredFile) -> bool:
        """Whether what was not kept would be asked for now: the site did not give it, or other files were wanted."""
        if file.path is not None or file.why == NOT_ITS_TYPE:
            return False
        return not refusal_of_name(file.name, file.size, allowed=self.allowed, limit_bytes=self.limit_bytes)


def _kept(place: Place, store: InquiryStore, reading: Reading) -> StoredInquiry:
    inquiry = reading.inquiry
    files = []
    for index, (file, content, why) in enumerate(reading.files, start=1):
        path = store.put_file(inquiry.number, index, file.name, content) if content is not None else None
        files.append(StoredFile(file.name, file.size, path, why))
    return StoredInquiry(inquiry, row_fingerprint(reading.row), place.now(), tuple(files))
