"""Plans and approvals between a folder and the shared storage. A plan never changes; its approval does, in many places.

Several people on several machines decide about one plan, and what one took back must not return with another's older
copy. So each folder remembers which approval it last had in common with the storage (``Agreed``): where only one side
has changed since, that side counts; where both have, a person decides again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum, auto
from pathlib import PurePosixPath

from loguru import logger

from rpa.audit import SharedFiles
from rpa.errors import PlanError
from rpa.fleet.agreed import Agreed, hash_of
from rpa.fleet.inputs import inside
from rpa.fleet.storage import speaking_plainly
from rpa.operate.waiting import still_waits
from rpa.private_files import replace_private
from rpa.settings import OrganizationFolder

PLANS, APPROVALS = "plans", "approvals"


class _Changed(Enum):
    """On which side an approval changed since both last had the same."""

    NOWHERE = auto()
    HERE = auto()
    THERE = auto()
    BOTH = auto()

    @classmethod
    def between(cls, last: str | None, mine: bytes | None, stored: bytes | None) -> _Changed:
        """``last``: the hash of what both had; ``None`` on a side that has none."""
        if mine == stored:
            return cls.NOWHERE
        if stored is None or (mine is not None and last == hash_of(stored)):
            return cls.HERE
        return cls.THERE if mine is None or last == hash_of(mine) else cls.BOTH


def fetch_plans(folder: OrganizationFolder, shared: SharedFiles) -> None:
    """Every plan this machine lacks, and the newest approvals: the ledger may ask for what another worker planned.

    What was decided in this very folder and is not published yet stays, as long as the storage has what it was decided
    upon. Otherwise the storage counts, and ours is put aside, never lost.
    """
    agreed = Agreed(folder)
    with speaking_plainly():
        for name in shared.names(PLANS):
            if not (path := folder.root / inside(name)).exists():
                replace_private(path, shared.read(name))
        for name in shared.names(APPROVALS):
            path, stored = folder.root / inside(name), shared.read(name)
            mine = path.read_bytes() if path.exists() else None
            changed, plan = _Changed.between(agreed.last(name), mine, stored), PurePosixPath(name).stem
            if changed is _Changed.HERE:
                logger.warning("{}: решения по плану {} здесь изменены и не опубликованы.", folder.slug, plan)
                continue
            if mine is not None and changed is _Changed.BOTH:
                aside = path.with_name(f"{path.name}.unpublished-{hash_of(mine)[:8]}")
                replace_private(aside, mine)
                logger.warning(
                    "{}: решения по плану {} взяты из хранилища; здешние, не опубликованные, отложены: {}.",
                    folder.slug, plan, aside.name,
                )  # fmt: skip
            if changed is not _Changed.NOWHERE:
                replace_private(path, stored)
            agreed.keep(name, stored)


def stored_approval(shared: SharedFiles, plan: str) -> bytes | None:
    """What the storage has of a plan's approval at this moment."""
    with speaking_plainly():
        try:
            return shared.read(f"{APPROVALS}/{plan}.json")
        except FileNotFoundError:
            return None


def refuse_to_lose(folder: OrganizationFolder, shared: SharedFiles) -> None:
    """Raises ``PlanError`` if fetching would put the storage's approval over one decided here and not published, or a
    newer plan before decisions of the review page that wait here: they take effect in no plan but their own."""
    agreed = Agreed(folder)
    # What can take effect in no plan any more, as after a change of the rules, ``publish`` would not make go away.
    if (waiting := still_waits(folder, datetime.now(UTC))) is not None:
        raise _unpublished(folder, [waiting])
    unpublished: list[str] = []
    contested: list[str] = []
    with speaking_plainly():
        for name in shared.names(APPROVALS):
            path = folder.root / inside(name)
            if not path.exists() or (last := agreed.last(name)) == hash_of(mine := path.read_bytes()):
                continue  # not changed here: the storage need not be asked
            match _Changed.between(last, mine, shared.read(name)):
                case _Changed.HERE:
                    unpublished.append(path.stem)
                case _Changed.BOTH:
                    contested.append(path.stem)
    if contested:
        raise _contested(folder, contested)
    if unpublished:
        raise _unpublished(folder, unpublished)


def approvals_to_publish(folder: OrganizationFolder, shared: SharedFiles) -> dict[str, bytes | None]:
    """Approvals that changed here, by name, each with what the storage has in its place (``None``: nothing).

    Raises ``PlanError`` if the storage's changed as well, or if what was taken back here goes on in a newer plan that
    this folder lacks. One that changed only there stays there.
    """
    agreed = Agreed(folder)
    changed: dict[str, bytes | None] = {}
    contested = []
    with speaking_plainly():
        known = set(shared.names(APPROVALS))
        for path in sorted(folder.approvals.glob("*.json")):
            if not (folder.plans / path.name).exists():
                continue
            name, mine = f"{APPROVALS}/{path.name}", path.read_bytes()
            stored = shared.read(name) if name in known else None
            match _Changed.between(agreed.last(name), mine, stored):
                case _Changed.NOWHERE:
                    agreed.keep(name, mine)
                case _Changed.HERE:
                    if (newer := _carried_on(folder, shared, known, name, mine, stored)) is not None:
                        raise _outlived(folder, path.stem, newer)
                    changed[name] = stored
                case _Changed.THERE:
                    logger.warning(
                        "{}: решения по плану {} в хранилище новее здешних: остались.", folder.slug, path.stem
                    )
                case _Changed.BOTH:
                    contested.append(path.stem)
    if contested:
        raise _contested(folder, contested)
    return changed


def publish_plans(folder: OrganizationFolder, shared: SharedFiles, changed: dict[str, bytes | None]) -> int:
    """Store all plans, and the approvals that ``approvals_to_publish`` named; how many files.

    Raises ``PlanError`` if the storage got another approval since then.
    """
    agreed = Agreed(folder)
    with speaking_plainly():
        plans = sorted(folder.plans.glob("*.json"))
        for path in plans:
            shared.replace(f"{PLANS}/{path.name}", path.read_bytes())
        for name, seen in changed.items():
            path = folder.root / inside(name)
            # Acts may have taken minutes on their way; somebody decided meanwhile.
            stored = shared.read(name) if name in shared.names(APPROVALS) else None
            if stored != seen:
                raise _contested(folder, [path.stem])
            mine = path.read_bytes()
            shared.replace(name, mine)
            agreed.keep(name, mine)
    return len(plans) + len(changed)


def store_plan(folder: OrganizationFolder, shared: SharedFiles, plan: str) -> None:
    """Make a plan just made and its approval seen by every worker: nobody else knows it yet."""
    with speaking_plainly():
        for kind in (PLANS, APPROVALS):
            path = folder.root / kind / f"{plan}.json"
            if path.exists():
                shared.replace(f"{kind}/{path.name}", data := path.read_bytes())
                if kind == APPROVALS:
                    Agreed(folder).keep(f"{kind}/{path.name}", data)


def _unpublished(folder: OrganizationFolder, plans: Sequence[str]) -> PlanError:
    return PlanError(
        f"Решения по плану {', '.join(plans)} в папке {folder.root} не опубликованы: ничего не взято.",
        hint=f"Сначала `rpa fleet publish --data {folder.machine.path} -o {folder.slug}`.",
    )


def _carried_on(
    folder: OrganizationFolder, shared: SharedFiles, known: set[str], name: str, mine: bytes, stored: bytes | None
) -> str | None:
    """The newer plan, unknown to this folder, in which something lives on that ``mine`` takes back of ``stored``.

    Every plan takes over the approvals of the one before: there the worker asks, and not in the older one.
    """
    decided = _decisions(mine)
    taken_back = {number for number, said in _decisions(stored or b"").items() if decided.get(number) != said}
    for other in sorted(known, reverse=True) if taken_back else ():
        if other <= name:
            break
        plan = PurePosixPath(other).stem
        if not (folder.plans / f"{plan}.json").exists() and taken_back & _decisions(shared.read(other)).keys():
            return plan
    return None


def _decisions(approval: bytes) -> dict[str, str]:
    """By number; empty for what is no approval: whoever works by it says so."""
    try:
        return {
            str(number): str(item["decision"]) for number, item in json.loads(approval)["approval"]["items"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _outlived(folder: OrganizationFolder, plan: str, newer: str) -> PlanError:
    return PlanError(
        f"По плану {plan} здесь снято или изменено утверждение, которое уже перешло в более новый план {newer}: "
        "снятое здесь там не действует, ничего не опубликовано.",
        hint=(
            f"Уберите из папки {folder.root} файл {APPROVALS}/{plan}.json (сохраните его в стороне), выполните "
            f"`rpa fleet pull`, снимите утверждение по плану {newer} в той папке (--data) и опубликуйте её."
        ),
    )


def _contested(folder: OrganizationFolder, plans: list[str]) -> PlanError:
    return PlanError(
        f"Решения по плану {', '.join(plans)} изменены и в общем хранилище, и в папке {folder.root}: "
        "одни стёрли бы другие.",
        hint=(
            f"Уберите из папки файл {APPROVALS}/{plans[0]}.json (сохраните его в стороне), выполните `rpa fleet pull`, "
            "посмотрите, что решено там, примите свои решения заново в той папке (--data) и опубликуйте её."
        ),
    )
