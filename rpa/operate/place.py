"""One organization, ready to work: its folder, its wishes, its secrets, and who listens to progress."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rpa.audit import Redactor, SharedFiles
from rpa.debts.deadline import MOSCOW
from rpa.job.stop import StopFlag
from rpa.settings import OrganizationFolder, OrganizationSettings, Secrets

if TYPE_CHECKING:
    from rpa.cabinet.kept_browser import KeptBrowser
    from rpa.job.parking import Parking
    from rpa.job.runner import Finished, Run
    from rpa.operate.browser_thread import BrowserThread

T = TypeVar("T")
Listener = Callable[[int, int, str], None]


def silent(_done: int, _total: int, _key: str) -> None:
    """A listener that ignores progress."""


@dataclass(frozen=True)
class Place:
    """Built by the command line, the review page or a worker; everything in ``operate`` takes one.

    ``parking``: how a run that nobody watches waits for a person at the sign-in; without it, such a run ends there.
    ``thread``: the browser to work in; without it, every run starts one of its own. ``typed_at``: when the runs of this
    place typed the password (``rpa.job.entry``).
    """

    folder: OrganizationFolder
    settings: OrganizationSettings
    secrets: Secrets
    stop: StopFlag = field(default_factory=StopFlag)
    redactor: Redactor = field(default_factory=Redactor)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    parking: Parking | None = None
    thread: BrowserThread | None = None
    typed_at: list[float] = field(default_factory=list)

    @property
    def browser(self) -> KeptBrowser | None:
        """The browser its runs work in; ``None`` where each starts one of its own."""
        return self.thread.browser if self.thread is not None else None

    def run(
        self,
        scenario: str,
        *,
        given: Any = None,
        on_progress: Listener = silent,
        pages: int | None = None,
        selectors_file: Path | None = None,
    ) -> Finished:
        """Run one scenario to its end. Raises what kept it from starting."""
        # Most commands only look at files; they start without a browser's and a database's libraries.
        from rpa.job.runner import run_async

        wanted = self.wanted(scenario, given=given, on_progress=on_progress, pages=pages)
        return self.complete(run_async(replace(wanted, selectors_file=selectors_file)))

    def complete(self, work: Coroutine[Any, Any, T]) -> T:
        """Do ``work`` where this place's browser is, else in an event loop of its own."""
        import asyncio  # as above

        return asyncio.run(work) if self.thread is None else self.thread.run(work)

    def wanted(self, scenario: str, *, given: Any, on_progress: Listener, pages: int | None) -> Run:
        """The run to be done here."""
        from rpa.job.runner import Run

        return Run(
            scenario,
            self.folder,
            self.settings,
            self.secrets,
            given=given,
            pages=pages,
            stop=self.stop,
            on_progress=on_progress,
            now=self.now,
            redactor=self.redactor,
            parking=self.parking,
            typed_at=self.typed_at,
            browser=self.browser,
        )

    def shared_files(self) -> SharedFiles | None:
        """Where this organization's journal and pictures lie for all machines; ``None`` where there is one machine."""
        return None

    def bring_decisions(self) -> None:
        """Fetch what people decided elsewhere; one machine has it all. Raises ``Temporary``."""

    def published_approval(self, _plan: str) -> bytes | None:
        """The approval of a plan as it lies where other machines decide about it, now; ``None`` where none do."""
        return None

    def moscow_now(self) -> datetime:
        return self.now().astimezone(MOSCOW)
