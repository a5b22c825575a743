from __future__ import annotations

from pathlib import Path

from rpa.debts.decision import RULES
from rpa.debts.decision.table import rule_table

PAGE = Path(__file__).parents[3] / "docs" / "rules.md"
PRINT = (
    "from pathlib import Path; from rpa.debts.decision.table import rule_table; "
    "Path('docs/rules.md').write_text(rule_table(), encoding='utf-8')"
)


def test_the_page_of_rules_is_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == rule_table(), f'print it again: python -c "{PRINT}"'


def test_every_rule_stands_on_the_page_once() -> None:
    page = rule_table()
    assert all(page.count(f"| {rule.number} |") == 1 for rule in RULES)
