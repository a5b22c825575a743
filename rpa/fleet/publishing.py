"""From one machine to the fleet and back: what people prepare goes up, what the workers proved comes down."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass

from loguru import logger

from rpa.audit.shared import bring_up_to_date
from rpa.errors import BadSettings, OrganizationBusy
from rpa.fleet.agreed import Agreed, hash_of
from rpa.fleet.crew import Crew
from rpa.fleet.inputs import fetch_evidence, fetch_inputs, publish_inputs
from rpa.fleet.inquiries import fetch_inquiries, store_inquiries
from rpa.fleet.plans import approvals_to_publish, fetch_plans, publish_plans, refuse_to_lose
from rpa.job.keeping import load_session, save_session
from rpa.ledger import Ledger
from rpa.operate.place import Place
from rpa.operate.recorded import recorded
from rpa.operate.waiting import settle_waiting
from rpa.private_files import store_private
from rpa.settings import Secrets
from rpa.settings.needed import SIGN_IN_SECRETS, needed_secrets

SESSION = "session"


@dataclass(frozen=True, slots=True)
class Fetched:
    records: int
    pictures: int


def publish_organization(crew: Crew, place: Place) -> tuple[int, int]:
    """Store an organization's inputs, its plans and approvals, and its secrets; how many files and secrets.

    Safe to repeat, for instance after each approval. The session moves along, so that nobody has to sign in again; so
    does what the ledger of this machine remembers, and before anything else: the card alone does not always show what
    was withdrawn or may have been sent. Raises ``BadSettings`` for an embedded fleet, which has nothing
    to publish to, ``PlanError`` if approvals were changed here and, differently, by whoever published since this folder
    last saw them, and ``OrganizationBusy`` if a run of this machine has the organization in hand, or a worker while
    there are intents to carry.
    """
    # Taken back on the review page while a run went on, an approval still lies there as it was: workers would send it.
    if not settle_waiting(place):
        raise OrganizationBusy(
            "Решения, принятые на странице проверки, ждут конца прогона: ничего не опубликовано.",
            hint="Дождитесь его конца и повторите.",
        )
    slug, shared = place.folder.slug, crew.shared(place.folder.slug)
    if shared is None:
        raise BadSettings("У парка нет общего хранилища.", hint="Укажите storage_url и database_url в fleet.yaml.")
    changed = approvals_to_publish(place.folder, shared)
    _hand_over(crew, place)
    files = publish_inputs(place.folder, place.settings, shared)
    files += publish_plans(place.folder, shared, changed)
    # An old one that still waits is beyond the days that are read anew.
    files += store_inquiries(place.folder, shared, place.now(), only_unknown=True)
    secrets = crew.secrets(slug)
    # Where a person signs in, the password stays on this machine, and goes from where it was published before.
    names = [*needed_secrets(place.settings), "journal_key"]
    copied = {name: value for name in names if (value := place.secrets.get(name)) is not None}
    for name, value in copied.items():
        secrets.set(name, value)
    for name in SIGN_IN_SECRETS:
        if name not in names:
            secrets.delete(name)
    _publish_session(place, secrets)
    crew.records.enroll(slug)
    return files, len(copied)


def _publish_session(place: Place, secrets: Secrets) -> None:
    """Unless it went up before and the workers still have one: theirs is newer, and where a person signs in, nobody
    would be there to replace it."""
    state = load_session(place.folder.session, place.secrets)
    agreed = Agreed(place.folder)
    if state is None:
        return
    if agreed.last(SESSION) == hash_of(state) and load_session(place.folder.session, secrets) is not None:
        return
    save_session(state, place.folder.session, secrets)
    agreed.keep(SESSION, state)


def _hand_over(crew: Crew, place: Place) -> None:
    """From now on nothing is sent by the ledger of this machine. A run that holds it raises ``OrganizationBusy``; one
    that comes later finds the mark, which is taken back if the memory could not be carried."""
    mark = place.folder.handed_over
    fresh = not mark.exists()
    store_private(mark, b"")
    try:
        _carry_memory(crew, place)
    except BaseException:
        if fresh:
            mark.unlink(missing_ok=True)
        raise


def _carry_memory(crew: Crew, place: Place) -> None:
    """The intents of this machine's ledger, into the fleet's."""
    url = crew.settings.database_url
    with recorded(place.folder, place.settings, place.now) as local:
        if local is None or url is None:
            return
        ogrn = place.settings.organization.ogrn
        # A run of this machine asks this machine's ledger alone who holds the organization: a worker would take what it
        # has in hand for the leftover of a dead one, and send while it sends.
        alone = local.lease(ogrn, "publish") if place.settings.ledger_url is None else nullcontext()
        with alone, Ledger.open(url, now=place.now) as shared:
            carried = shared.carry_from(local, ogrn, "publish")
    if carried:
        logger.info("{}: намерений перенесено в базу парка: {}.", place.folder.slug, carried)


def fetch_organization(crew: Crew, slug: str) -> Fetched:
    """Bring everything the workers stored of ``slug`` into this machine's working copy, as an ordinary data folder.

    Raises ``BadSettings``, ``PlanError`` if approvals given in that copy are not published yet, or wait there for the
    end of a run (nothing is fetched then), or ``Temporary`` if the storage does not answer.
    """
    folder, shared = crew.folder(slug), crew.shared(slug)
    if shared is None:
        hint = "Если оно есть, назовите --fleet fleet.yaml."
        raise BadSettings("У парка нет общего хранилища: всё уже лежит в папке данных.", hint=hint)
    refuse_to_lose(folder, shared)
    fetch_inputs(folder, shared)
    fetch_plans(folder, shared)
    fetch_inquiries(folder, shared)
    records, _ = bring_up_to_date(folder.journal, shared)
    return Fetched(records, fetch_evidence(folder, shared))
