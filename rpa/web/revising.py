"""Choose or attach the acts an answer would carry: a new plan that differs from the last in this one item.

A plan is what approvals are given to, so the files of an answer change by a plan of their own, journaled like any
other; every approval whose answer stays the same is carried over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from rpa.audit import safe_name
from rpa.debts.approval import approve_automatically
from rpa.debts.approval.carry import carry_over
from rpa.debts.dataset.acts import ATTACHED
from rpa.debts.plan import ActFile, ActsFolder, PlanItem
from rpa.errors import BadInput, OrganizationBusy
from rpa.operate.chosen_acts import chosen, people, with_acts
from rpa.operate.planning import acts_folder, keep_plan
from rpa.private_files import store_private
from rpa.web.desk import Desk

LARGEST_ACT = 50 * 2**20
"""As the dataset's own acts (orders on formats of legal acts): PDF up to 50 MB."""


def keep_act(desk: Desk, number: str, data: bytes) -> ActFile:
    """Put an uploaded act into the acts folder under a name of our own. Raises ``BadInput`` for no PDF, too large."""
    if b"%PDF-" not in data[:1024]:
        raise BadInput("Файл акта — не PDF.", hint="Сохраните скан акта как PDF.")
    if len(data) > LARGEST_ACT:
        raise BadInput("Файл акта больше 50 МБ.", hint="Уменьшите скан: 150–200 точек на дюйм, оттенки серого.")
    folder = acts_folder(desk.place)
    name = f"{ATTACHED}/{safe_name(number)}-{hashlib.sha256(data).hexdigest()[:8]}.pdf"
    store_private(folder / name, data)
    found = ActsFolder(folder).find(name)
    if found is None:
        raise BadInput("Файл акта не сохранился.", hint="Проверьте папку актов и место на диске.")
    return found


def change_acts(desk: Desk, number: str, token: str, person: int, kept: Sequence[str], added: bytes | None) -> None:
    """Let the ``person``-th of ``people(item)`` have the acts ``kept`` (by path) and the uploaded file ``added``.

    Raises ``Moved`` if the request is not as ``token`` says, ``OrganizationBusy`` while a run holds the journal,
    ``BadInput`` for somebody who is not there or a file that is no act; then nothing is kept of the file either.
    """
    with desk.exclusive() as now:
        desk.require(number, token)
        if now.waiting or desk.journal_held():
            raise OrganizationBusy("Сейчас идёт прогон: акты можно менять после него.", hint="Подождите и повторите.")
        item = now.plan.by_number[number]
        if not 0 <= person < len(people(item)):
            raise BadInput("Такого должника в этом запросе нет.", hint="Обновите страницу.")
        files = {file.path: file for file in people(item)[person].files if file.path in kept}
        if added is not None:
            attached = keep_act(desk, number, added)
            files[attached.path] = attached
        wanted = tuple(files[path] for path in sorted(files))
        changed = with_acts(item, person, wanted)
        if changed == item:
            return
        place = desk.place
        # Plans are told apart and ordered by the second they were made in.
        at = max(place.moscow_now(), now.plan.built_at + timedelta(seconds=1))
        items = tuple(changed if one is item else one for one in now.plan.items)
        acts = tuple(chosen(now.plan.acts, item, person, wanted))
        plan = replace(now.plan, built_at=at, read_at=now.plan.last_read, items=items, acts=acts)
        automatic = approve_automatically(plan, at=at, left=desk.notes.left_of(plan.by_number))
        keep_plan(place, plan, carry_over(now.plan, now.approval, plan, automatic))


def acts_of(item: PlanItem) -> list[ActFile]:
    """Every act of an item once, in a fixed order."""
    found: Mapping[str, ActFile] = {file.path: file for person in people(item) for file in person.files}
    return [found[path] for path in sorted(found)]


def act_path(desk: Desk, file: ActFile) -> Path:
    """Where an act lies. Raises ``BadInput`` if it is gone or is not any more what the plan speaks of."""
    folder = acts_folder(desk.place)
    if ActsFolder(folder).find(file.path) != file:
        raise BadInput("Файл акта изменился или пропал после построения плана.", hint="Постройте план заново.")
    return folder / file.path
