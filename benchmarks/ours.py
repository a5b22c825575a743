"""Our side of the benchmark: the product as its users run it, timed from outside.

    python -m benchmarks.ours '{"work": "answers", "pages": 4, …}'     prints one JSON line

Ledger, journal with its hash chain, masked pictures and reading back are all on. ``pictures: false`` takes the
pictures out by a switch of this file alone (the product has none), to show what they cost.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from rpa.audit import EvidenceStore, Journal
from rpa.cabinet.pages.base import CabinetPage, Picture
from rpa.cabinet.pages.debt_requests import DebtRequests, Filter
from rpa.debts.approval import approve
from rpa.job.job import Job
from rpa.job.keeping import save_session
from rpa.job.runner import Run, prepared
from rpa.ledger import Ledger
from rpa.model import Decision
from rpa.operate.answering import apply_plan
from rpa.operate.place import Place
from rpa.operate.planning import load_prepared, make_plan, receive, save_approval
from rpa.settings import DataRoot, OrganizationSettings, load_settings, save_settings
from rpa.settings.vault_file import VaultSecrets
from rpa.stand.sessions import kept_by_a_browser
from scenarios.receive_debt_requests import WAITING

PASS_PHRASE = "a made-up pass phrase"


def make_place(task: dict[str, Any]) -> Place:
    """An organization whose session somebody has brought already; opened again when its folder is there."""
    facts, folder = task["facts"], Path(task["folder"])
    place_folder = DataRoot(folder).organization("uk") if (folder / "organizations").exists() else None
    if place_folder is None:
        account, accounting = facts["accounts"][0], Path(task["accounting"])
        document = {
            "organization": {"name": account["name"], "ogrn": account["ogrn"]},
            "site": {name: facts[name] for name in ("dom", "my", "esia")} | {"stand": True},
            "browser": {"pages": task["pages"]},
            "sign_in": {"method": "totp"},
            "pacing": {"answers_per_minute": 0},
            "dataset": {
                "file": task.get("dataset") or accounting / "debts.xlsx",
                "served_houses": accounting / "served_houses.xlsx",
                "acts": accounting / "acts",
            },
        }
        place_folder = DataRoot(folder).organization("uk").create()
        save_settings(place_folder.settings, OrganizationSettings.model_validate(document))
        vault = VaultSecrets(place_folder.vault, PASS_PHRASE)
        for name in ("login", "password", "totp_secret"):
            vault.set(name, account[name])
        save_session(kept_by_a_browser(task["cookie"]), place_folder.session, vault)
    settings = load_settings(place_folder.settings)
    return Place(place_folder, settings, VaultSecrets(place_folder.vault, PASS_PHRASE))


def read_list(task: dict[str, Any], ready: Callable[[], None]) -> dict[str, Any]:
    """The register alone, from its address to the last row in memory, with the checks that make it count."""

    async def read(place: Place) -> tuple[float, int]:
        async with prepared(_run_of(place, pages=task["pages"])) as job:
            # The others begin in the cabinet, too.
            await job.cabinets[0].home.open()
            page = job.cabinets[0].debt_requests
            ready()
            started = time.perf_counter()
            listed = await job.step("Прочитать список запросов", page.read, Filter())
            return time.perf_counter() - started, len(listed)

    seconds, units = asyncio.run(read(make_place(task)))
    return {"seconds": seconds, "units": units}


def read_cards(task: dict[str, Any], ready: Callable[[], None]) -> dict[str, Any]:
    """Every card in full, on as many pages as asked for; the list is read before the clock starts."""

    async def read(place: Place) -> tuple[float, int]:
        async with prepared(_run_of(place, pages=task["pages"])) as job:
            listed = await job.cabinets[0].debt_requests.read(WAITING)
            wanted = set(task["ids"])
            chosen = [request for request in listed if request.portal_id in wanted]

            async def card(cabinet: Any, job: Any, request: Any) -> Any:
                await job.step("Прочитать карточку", cabinet.debt_request.open_request, request.portal_id)
                return job.done(request)

            ready()
            started = time.perf_counter()
            done = await job.each(chosen, card)
            return time.perf_counter() - started, sum(result.good for result in done)

    seconds, units = asyncio.run(read(make_place(task)))
    return {"seconds": seconds, "units": units}


def plan(task: dict[str, Any], ready: Callable[[], None]) -> dict[str, Any]:
    """Which requests a rule proves: the list of answers that every side is given."""
    place = make_place(task)
    requests, summary = receive(place)
    made = make_plan(place, requests, load_prepared(place), summary)
    return {"decisions": {item.request_number: item.decision.value for item in made.plan.items}}


def send_answers(task: dict[str, Any], ready: Callable[[], None]) -> dict[str, Any]:
    """``rpa debts apply`` of an approved plan, from the first card to the last outcome on disk.

    The browser's start is told apart (``start_seconds``), as it is not counted for the other sides either.
    """
    place = make_place(task)
    requests, summary = receive(place)
    made = make_plan(place, requests, load_prepared(place), summary)
    numbers = set(task["numbers"])
    proven = {
        item.request_number: item.decision
        for item in made.plan.items
        if item.decision is not Decision.REVIEW and item.request_number in numbers
    }
    approval = approve(made.plan, proven, approver="Замер", at=place.moscow_now(), approval=made.approval)
    approval = replace(approval, items={n: item for n, item in approval.items.items() if n in numbers})
    save_approval(place, made.plan, approval)
    if not task["pictures"]:
        _without_pictures()
    writes = Stopwatch()
    for owner, name in ((Journal, "record"), (Ledger, "intend"), (Ledger, "conclude"), (Ledger, "history")):
        writes.wrap(owner, name)
    pictures = Stopwatch()
    pictures.wrap(EvidenceStore, "put")
    place = replace(place, settings=_with_pages(place, task["pages"]))
    stages = _Stages()
    ready()
    begun = time.perf_counter()
    with stages:
        applied = apply_plan(place, made.plan, approval)
    if applied.summary is None or applied.summary.error:
        raise RuntimeError(f"nothing sent: {applied.summary and applied.summary.error}")
    units = sum(result.good for result in applied.summary.results)
    return {
        "seconds": stages.ended - stages.began, "units": units, "start_seconds": stages.began - begun,
        "record_ms": 1000 * writes.seconds / max(units, 1), "store_ms": 1000 * pictures.seconds / max(units, 1),
    }  # fmt: skip


def read_and_plan(task: dict[str, Any], ready: Callable[[], None]) -> dict[str, Any]:
    """The first ``size`` waiting requests read in full and planned; loading the register is told apart."""
    place = make_place(task)
    started = time.perf_counter()
    prepared_data = load_prepared(place)
    loaded = time.perf_counter() - started
    stages = _Stages()
    ready()
    with stages, _first(task["size"]):
        requests, summary = receive(place)
    begun = time.perf_counter()
    made = make_plan(place, requests, prepared_data, summary)
    planned = time.perf_counter() - begun
    units = len(made.plan.items)
    return {
        "seconds": stages.ended - stages.list_began + planned, "units": units, "load_seconds": loaded,
        "list_ms_each": 1000 * (stages.began - stages.list_began) / units,
        "card_ms_each": 1000 * (stages.ended - stages.began) / units, "plan_ms_each": 1000 * planned / units,
    }  # fmt: skip


class Stopwatch:
    """Adds up the time spent in some methods, in the one thread that calls them."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def wrap(self, owner: type, name: str) -> None:
        original = getattr(owner, name)

        def timed(*args: Any, **fields: Any) -> Any:
            started = time.perf_counter()
            try:
                return original(*args, **fields)
            finally:
                self.seconds += time.perf_counter() - started

        setattr(owner, name, timed)


class _Stages:
    """When the first step of a run began, and when its loop over the items began and ended."""

    def __init__(self) -> None:
        self.list_began = self.began = self.ended = 0.0

    def __enter__(self) -> _Stages:
        original, step = Job.each, Job.step

        async def first(job: Job, *args: Any, **fields: Any) -> Any:
            self.list_began = self.list_began or time.perf_counter()
            return await step(job, *args, **fields)

        async def timed(job: Job, *args: Any, **fields: Any) -> Any:
            self.began = time.perf_counter()
            try:
                return await original(job, *args, **fields)
            finally:
                self.ended = time.perf_counter()

        self._original = {"each": original, "step": step}
        for name, fresh in (("each", timed), ("step", first)):
            setattr(Job, name, fresh)
        return self

    def __exit__(self, *_error: object) -> None:
        for name, original in self._original.items():
            setattr(Job, name, original)


@contextmanager
def _first(size: int) -> Iterator[None]:
    """Let the list hold its first ``size`` requests only, so that exactly so many are read and planned."""
    original = DebtRequests.read

    async def cut(page: DebtRequests, *args: Any) -> Any:
        return (await original(page, *args))[:size]

    setattr(DebtRequests, "read", cut)  # noqa: B010 (a method of a class is replaced)
    try:
        yield
    finally:
        setattr(DebtRequests, "read", original)  # noqa: B010


def _without_pictures() -> None:
    async def none(_page: CabinetPage) -> Picture:
        return Picture(None, "замер без снимков")

    CabinetPage.picture = none  # type: ignore[method-assign]


def _with_pages(place: Place, pages: int) -> OrganizationSettings:
    browser = place.settings.browser.model_copy(update={"pages": pages})
    return place.settings.model_copy(update={"browser": browser})


def _run_of(place: Place, *, pages: int) -> Run:
    return Run("receive_debt_requests", place.folder, place.settings, place.secrets, pages=pages)


WORKS = {"list": read_list, "cards": read_cards, "plan": plan, "many": read_and_plan, "answers": send_answers}


def main() -> None:
    import httpx

    task = json.loads(sys.argv[1])

    def ready() -> None:
        """From here on the clock runs, and so does the stand's latency."""
        url = f"{task['facts']['control']}/__stand__/settings"
        httpx.post(url, json={"latency_ms": task["latency"]}, trust_env=False).raise_for_status()

    print(json.dumps(WORKS[task["work"]](task, ready)))


if __name__ == "__main__":
    main()
