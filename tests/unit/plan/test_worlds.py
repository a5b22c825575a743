"""Whatever an organization's register looks like: no «нет» where a court's debt is owed, no «имеется» where none is.

Each seed is a world of its own in a writing of its own (`worlds`, `registers_of_worlds`). More of them than a suite has
time for: ``WORLDS=5000 python -m pytest tests/unit/plan/test_worlds.py``.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from random import Random

from decision_samples import TODAY, request
from plan_samples import plan_of
from registers_of_worlds import Register
from worlds import World, world

from rpa.debts.dataset import load_dataset
from rpa.debts.matching import Matcher
from rpa.debts.plan import ActsFolder, PlanItem
from rpa.debts.served_houses import ServedHouse, ServedHouses
from rpa.errors import DatasetError
from rpa.model import Decision, HousingFundObject

WORLDS = int(os.environ.get("WORLDS", "25"))


def planned(seed: int, folder: Path, *, careless: bool) -> tuple[World, list[tuple[str, PlanItem]]]:
    """The world, and each item of its plan with the truth of its dwelling."""
    made, folder = world(seed), folder / str(seed)
    folder.mkdir()
    data = load_dataset(Register(Random(seed), careless=careless).write(made, folder), today=TODAY)
    drawn = Random(-seed - 1)
    listed, shown = drawn.random() < 0.5, drawn.random() < 0.5
    houses = ServedHouses(
        tuple(ServedHouse(house.official(), house.guid if listed else None) for house in made.houses), sha256="5" * 64
    )
    asked = [
        request(
            request_number=f"99{number:08}",
            portal_id=str(1000 + number),
            housing_fund_object=HousingFundObject(
                home.house.asked(drawn), home.asked(drawn), fias_house_guid=home.house.guid if shown else None
            ),
        )
        for number, home in enumerate(made.asked)
    ]
    plan = plan_of(
        folder, asked, matcher=Matcher(data.rows, data.broken, houses), dataset=data, acts=ActsFolder(folder)
    )
    return made, list(zip((made.truth(home) for home in made.asked), plan.items, strict=True))


def wrong(made: World, items: list[tuple[str, PlanItem]], *, names: bool = True) -> list[str]:
    """What a stranger would call a false answer. ``names``: also one that does not name just those who owe; a line that
    cannot be placed forbids «нет» alone, so what another line proves is said without it."""
    found = []
    for home, (truth, item) in zip(made.asked, items, strict=True):
        if item.decision is Decision.NO_DEBT and truth != "no":
            found.append(f"{home}: {item.rule} «нет», in truth {truth}")
        if item.decision is Decision.DEBT:
            named = {_plain(debtor.last_name, debtor.first_name) for debtor in item.debtors}
            owes = {_plain(*name) for name in made.owes(home)}
            if not owes or (names and (truth != "debt" or named != owes)):
                found.append(f"{home}: {item.rule} «имеется», in truth {truth} {owes}, named {named}")
    return found


def _plain(*names: str) -> tuple[str, ...]:
    return tuple(name.lower().replace("ё", "е") for name in names)


def test_an_honest_register_in_any_writing_is_read_and_never_answers_falsely(tmp_path: Path) -> None:
    decided: Counter[tuple[str, Decision]] = Counter()
    for seed in range(WORLDS):
        made, items = planned(seed, tmp_path, careless=False)
        assert wrong(made, items) == [], f"seed {seed}"
        decided.update((truth, item.decision) for truth, item in items)
    debts = sum(count for (truth, _), count in decided.items() if truth == "debt")
    nothing = sum(count for (truth, _), count in decided.items() if truth == "no")
    assert decided["debt", Decision.DEBT] > 0.8 * debts and decided["no", Decision.NO_DEBT] > 0.8 * nothing, decided


def test_a_careless_register_is_refused_or_doubted_and_never_answers_falsely(tmp_path: Path) -> None:
    read = 0
    for seed in range(WORLDS):
        try:
            made, items = planned(seed, tmp_path, careless=True)
        except DatasetError:
            continue
        read += 1
        assert wrong(made, items, names=False) == [], f"seed {seed}"
    assert read > WORLDS // 3
