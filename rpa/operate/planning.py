"""Plan: read what the portal asks, load what the accountant prepared, decide, write the plan down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from loguru import logger

from rpa.debts.aliases import load_aliases
from rpa.debts.approval import Approval, approve_automatically, load_approval
from rpa.debts.approval.carry import carry_over
from rpa.debts.calendar import WorkCalendar
from rpa.debts.dataset import Dataset, load_dataset, load_mapping
from rpa.debts.matching import Matcher
from rpa.debts.plan import ActsFolder, Plan, build_plan, load_plan
from rpa.debts.served_houses import ServedHouses, load_served_houses
from rpa.errors import BadSettings, NotFinished, PlanError
from rpa.job.results import RunSummary
from rpa.model import Subrequest
from rpa.operate.chosen_acts import with_chosen_acts
from rpa.operate.inputs import sha256_of
from rpa.operate.newest import dated_ahead, newest_first, newest_plan
from rpa.operate.notes import Notes
from rpa.operate.place import Listener, Place, silent
from rpa.operate.recording import record_approval, record_plan
from rpa.operate.waiting import decided_meanwhile, deciding, settle_waiting
from rpa.private_files import store_private

_LOOK_BACK = 5
"""So many plans of all requests are looked through for approvals to carry over, and the corrections between them."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the accountant prepared. Any part may be absent; then everything it would prove goes to review."""

    dataset: Dataset | None
    served: ServedHouses | None
    matcher: Matcher | None
    acts: Path | None
    aliases_sha256: str = ""
    mapping_sha256: str = ""


@dataclass(frozen=True, slots=True)
class PlanMade:
    """A plan on disk. ``summary`` tells of the reading; requests that could not be read are failures there.

    ``carried`` counts what people approved of earlier plans and ``approval`` holds again.
    """

    plan: Plan
    path: Path
    approval: Approval
    summary: RunSummary
    carried: int = 0


def plan_id(plan: Plan) -> str:
    """``YYYYMMDD-HHMMSS-<8 hex of its hash>``: sorts by time, names no one."""
    return f"{plan.built_at:%Y%m%d-%H%M%S}-{plan.sha256[:8]}"


def load_prepared(place: Place, progress: Callable[[int, int], None] | None = None) -> Prepared:
    """Load the dataset, the served houses and the aliases the settings name.

    Raises ``DatasetError`` with every problem of a file that cannot be used at all.
    """
    source = place.settings.dataset
    if source.file is None:
        return Prepared(None, None, None, None)
    # Before it is read: of one that is replaced in between, apply must not find the hash again.
    mapping_sha256 = sha256_of(source.mapping)
    mapping = load_mapping(source.mapping) if source.mapping else None
    acts = source.acts_folder
    dataset = load_dataset(
        source.file, mapping=mapping, today=place.moscow_now().date(), progress=progress, acts_folder=acts
    )
    persons = [row.person for row in dataset.rows]
    # Names and addresses repeat in most rows: each is learned once.
    for name in {part for person in persons for part in (person.last_name, person.first_name, person.middle_name)}:
        if name:
            place.redactor.learn_person(name)
    place.redactor.learn({person.snils for person in persons} | {row.address for row in dataset.rows})
    served = load_served_houses(source.served_houses) if source.served_houses else None
    aliases = load_aliases(place.folder.aliases)
    matcher = Matcher(dataset.rows, dataset.broken, served, aliases)
    return Prepared(dataset, served, matcher, acts, aliases.sha256, mapping_sha256)


def receive(place: Place, on_progress: Listener = silent) -> tuple[Sequence[Subrequest], RunSummary]:
    """Read every waiting request from the cabinet. Raises what ended the reading before its end.

    Also where somebody stopped it: of requests that are in no plan nobody would hear, whatever their deadlines.
    """
    finished = place.run("receive_debt_requests", on_progress=on_progress)
    summary = finished.summary
    if summary.error is not None:
        raise summary.error
    if summary.left:
        raise NotFinished(
            f"Чтение остановлено ({summary.stopped}): не прочитано запросов {summary.left}. План не построен.",
            hint="Запустите снова: план по части запросов скрыл бы остальные и их сроки.",
        )
    return finished.value or [], finished.summary


def make_plan(place: Place, requests: Sequence[Subrequest], prepared: Prepared, summary: RunSummary) -> PlanMade:
    """Decide and write the plan, what the policy approves of it, and what people approved of it already.

    The acts that people chose or attached hold, too, where the rules give the same ones as then. The plan knows whose
    cards ``summary`` says could not be read: nobody else would tell of their deadlines tomorrow.

    A person's approval of an earlier plan is carried over where the very same answer stands on the very same ground.
    """
    unread = tuple(sorted({result.key for result in summary.failures()}))
    plan = replace(draw_plan(place, requests, prepared), unread=unread)
    decided: set[str] = set()
    # What somebody decides, or leaves to people, between the reading and the keeping would stay with the old plan.
    with deciding(place.folder):
        # The run that read the requests is over, and the page does not hear of it.
        settle_waiting(place)
        earlier = list(_newest_plans(place))
        full = next((before for before, _ in earlier if not before.correction), None)
        if full is not None and full.acts and prepared.acts is not None:
            plan = with_chosen_acts(plan, full, ActsFolder(prepared.acts))
        left = Notes(place.folder.notes).left_of(plan.by_number)
        approval = automatic = approve_automatically(plan, at=plan.built_at, left=left)
        for before, given in earlier:
            # Only the newest plan that knew a request counts for it: an approval taken back there must not come back.
            approval = carry_over(before, given, plan, approval, settled=decided)
            decided |= before.by_number.keys()
        path = keep_plan(place, plan, approval)
    carried = sum(given != automatic.items.get(number) for number, given in approval.items.items())
    return PlanMade(plan, path, approval, summary, carried)


def _newest_plans(place: Place) -> Iterator[tuple[Plan, Approval]]:
    """The newest first, without what people are changing at this moment on the review page.

    One that cannot be read, or is of another version, has no approvals that could hold.
    """
    seen = 0
    for path, told in newest_first(place.folder):
        if seen == _LOOK_BACK:
            return
        try:
            plan, given = open_plan(place, path.stem)
            changing = decided_meanwhile(place.folder, path.stem)
        except PlanError as error:
            seen += 1
            logger.warning("План {} не прочитан, его утверждения не перенесены: {}", path.name, error.what)
            continue
        if not told and dated_ahead(plan.built_at, place.now()):
            # It would stay before every later plan, and what is taken back there would come back from here.
            logger.warning("План {} построен под часами, ушедшими вперёд: утверждения не перенесены.", path.name)
            continue
        seen += not plan.correction
        yield plan, replace(given, items={n: item for n, item in given.items.items() if n not in changing})


def draw_plan(place: Place, requests: Sequence[Subrequest], prepared: Prepared) -> Plan:
    """Decide, and keep nothing."""
    now = place.moscow_now()
    return build_plan(
        requests,
        prepared.matcher,
        prepared.dataset,
        place.settings.decision,
        organization_ogrn=place.settings.organization.ogrn,
        built_at=now,
        today=now.date(),
        calendar=work_calendar(place),
        acts=ActsFolder(prepared.acts) if prepared.acts else None,
        served_houses_sha256=prepared.served.sha256 if prepared.served else "",
        aliases_sha256=prepared.aliases_sha256,
        mapping_sha256=prepared.mapping_sha256,
    )


def keep_plan(place: Place, plan: Plan, approval: Approval | None = None) -> Path:
    """Journal the plan and write it down, with the ``approval`` it begins with.

    Its file comes last: a plan that is there is journaled, and has the approvals carried over to it. A plan that was
    journaled and broken off stays a record without a file; whoever tries again makes a plan of their own.
    Raises ``OrganizationBusy`` if another process writes the journal; then there is no such plan.
    """
    record_plan(place, plan)
    if approval is not None:
        save_approval(place, plan, approval)
    path = place.folder.plans / f"{plan_id(plan)}.json"
    store_private(path, plan.to_bytes())
    return path


def work_calendar(place: Place) -> WorkCalendar:
    """The production calendar with the years this machine's administrator added (`rpa calendar add`)."""
    return WorkCalendar.load(*place.folder.calendars)


def save_approval(place: Place, plan: Plan, approval: Approval) -> Path:
    """Journal what the approval changes and write it: one the journal does not know can never be sent.

    Raises ``OrganizationBusy`` if another process writes the journal; then the approval is as it was.
    """
    path = _approval_path(place, plan)
    with deciding(place.folder):
        before = open_approval(place, plan)
        # Broken off between the two, it is a record without effect. Trying again finds the same change, takes it, and
        # journals it once more; the report reads the later record.
        record_approval(place, plan, before, approval)
        store_private(path, approval.to_bytes())
    return path


def open_plan(place: Place, name: str | None = None) -> tuple[Plan, Approval]:
    """A plan and its approval: by id, or the newest that speaks of all requests. Raises ``PlanError``."""
    known = sorted(found.stem for found in place.folder.plans.glob("*.json"))
    if not known:
        raise PlanError("Плана ещё нет.")
    if name is not None and name not in known:
        raise PlanError(f"Нет плана {name!r}.", hint=f"Последний: {known[-1]}.")
    if name is None:
        _, plan = newest_plan(place.folder, place.now(), load_plan)
    else:
        plan = load_plan(place.folder.plans / f"{name}.json")
    if plan.organization_ogrn != place.settings.organization.ogrn:
        raise PlanError("План построен для другой организации.")
    return plan, open_approval(place, plan)


def open_approval(place: Place, plan: Plan) -> Approval:
    """The approval of a plan as it lies there now. Raises ``PlanError``."""
    path = _approval_path(place, plan)
    return load_approval(path) if path.exists() else Approval(plan.sha256)


def _approval_path(place: Place, plan: Plan) -> Path:
    return place.folder.approvals / f"{plan_id(plan)}.json"


def plan_of_hash(place: Place, sha256: str) -> Plan | None:
    """A plan that is still kept, by its hash; ``None`` if there is none. Raises ``PlanError`` as ``open_plan``."""
    for path in place.folder.plans.glob("*.json"):
        if path.stem.endswith(f"-{sha256[:8]}") and (plan := open_plan(place, path.stem)[0]).sha256 == sha256:
            return plan
    return None


def sheet_was_read(place: Place, sha256: str) -> bool:
    """Whether an approval that is still kept came by the spreadsheet with this hash."""
    return any(sha256.encode() in path.read_bytes() for path in place.folder.approvals.glob("*.json"))


def numbers(plan: Plan) -> dict[str, int]:
    """How many items of each decision."""
    found = Counter(item.decision.value for item in plan.items)
    return {decision: found[decision] for decision in ("debt", "no_debt", "review")}


def acts_folder(place: Place) -> Path:
    """Where the court acts of the plan lie. Raises ``BadSettings`` if no dataset is configured."""
    folder = place.settings.dataset.acts_folder
    if folder is None:
        raise BadSettings("В настройках не указан файл данных (dataset.file).")
    return folder
