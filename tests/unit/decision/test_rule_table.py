from __future__ import annotations

from rpa.debts.decision import RULES
from rpa.debts.decision.table import rule_table


def test_every_rule_stands_on_the_page_once() -> None:
    page = rule_table()
    assert all(page.count(f"| {rule.number} |") == 1 for rule in RULES)
