from __future__ import annotations

from rpa.debts.decision import RULES, Rule, row, rules
from rpa.debts.decision.table import rule_table


def test_every_rule_stands_on_the_page_once() -> None:
    page = rule_table()
    assert all(page.count(f"| {rule.number} |") == 1 for rule in RULES)


def test_a_rule_that_is_written_down_is_tried() -> None:
    """One left out of its table never fires, and nothing else would tell: the answer is another rule's."""
    written = {rule.number for rule in vars(rules).values() if isinstance(rule, Rule)}
    assert written == {rule.number for rule in RULES}
    assert list(row._FITS.keys() - {rule.number for rule in rules.ROW_RULES}) == []
    assert list({rule.number for rule in rules.ROW_RULES} - row._FITS.keys()) == []
