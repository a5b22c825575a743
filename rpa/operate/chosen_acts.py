"""Acts that people chose or attached on the review page: how they stand in an item, and in the plans after it.

Every morning's plan is made anew from the register. What somebody attached would be gone from it, and the approval with
it: the answer would wait for another decision while its days run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rpa.debts.plan import ActFile, ActsFolder, ChosenActs, Plan, PlanItem, PlannedDebtor

_NO_ACT = "Не у каждого должника есть файл судебного акта"


def people(item: PlanItem) -> list[PlannedDebtor]:
    """Everybody an answer might name: the plan's debtors, then the candidates."""
    return [*item.debtors, *(candidate.debtor for candidate in item.candidates)]


def with_acts(item: PlanItem, person: int, files: tuple[ActFile, ...]) -> PlanItem:
    """``item`` with these acts for the ``person``-th of ``people(item)``, and its note about acts as they are then."""
    now = replace(people(item)[person], files=files)
    if person < len(item.debtors):
        debtors = tuple(now if place == person else one for place, one in enumerate(item.debtors))
        item = replace(item, debtors=debtors)
    else:
        at = person - len(item.debtors)
        candidates = tuple(
            replace(one, debtor=now) if place == at else one for place, one in enumerate(item.candidates)
        )
        item = replace(item, candidates=candidates)
    notes = tuple(note for note in item.notes if not note.startswith(_NO_ACT))
    if any(not one.files for one in item.debtors):
        notes = (*notes, f"{_NO_ACT}: ответ уйдёт без него.")
    return replace(item, notes=notes)


def chosen(acts: Sequence[ChosenActs], item: PlanItem, person: int, files: tuple[ActFile, ...]) -> list[ChosenActs]:
    """``acts`` with the choice of ``files`` for the ``person``-th of ``item``, as the item stands before it."""
    debtor = people(item)[person]
    earlier = [one for one in acts if _of(one, item, debtor) and one.files == debtor.files][:1]
    given = earlier[0].given if earlier else debtor.files
    found = [one for one in acts if one not in earlier]
    if files != given:
        named = (debtor.last_name, debtor.first_name, debtor.middle_name)
        found.append(ChosenActs(item.request_number, item.ground.object_sha256, *named, given, files))
    return found


def with_chosen_acts(plan: Plan, before: Plan, folder: ActsFolder) -> Plan:
    """``plan`` with what people had chosen in the plan ``before``: where the request asks about the same dwelling, the
    rules give the same person the same acts as then, and the chosen files are there unchanged. Anything else a person
    has to see again."""
    items = dict(plan.by_number)
    kept: list[ChosenActs] = []
    for one in before.acts:
        item = items.get(one.request_number)
        if item is None:
            # Not read this time, it comes back with the next plan.
            kept += [one] if one.request_number in plan.unread else []
            continue
        places = [n for n, debtor in enumerate(people(item)) if _of(one, item, debtor) and debtor.files == one.given]
        if len(places) == 1 and all(folder.find(file.path) == file for file in one.files):
            items[one.request_number] = with_acts(item, places[0], one.files)
            kept.append(one)
    return replace(plan, items=tuple(items[item.request_number] for item in plan.items), acts=tuple(kept))


def _of(one: ChosenActs, item: PlanItem, debtor: PlannedDebtor) -> bool:
    named = (one.last_name, one.first_name, one.middle_name)
    asked = (one.request_number, one.object_sha256)
    return asked == (item.request_number, item.ground.object_sha256) and named == (
        debtor.last_name,
        debtor.first_name,
        debtor.middle_name,
    )
