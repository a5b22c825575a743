"""docs/setup.md says what the program does: the steps, and where each variant of the sign-in ends."""

from __future__ import annotations

import re
from pathlib import Path

from rpa.operate.wizard import STEPS
from rpa.stand.signin_variants import VARIANTS

GUIDE = Path(__file__).parents[3] / "docs" / "setup.md"

ENDS = {
    "cabinet": "вошёл",
    "no_organization": "код 77: организации нет на странице «Войти как»",
    "no_privileges": "код 77: у роли нет прав в ГИС ЖКХ",
    "unavailable": "код 75: повторит сам",
}


def part(name: str) -> str:
    """What stands between the guide's marks."""
    found = re.search(rf"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found, name
    return found.group(1)


def variants_table() -> str:
    lines = ["| вариант | что показано | чем кончается |", "|---|---|---|"]
    for one in VARIANTS.values():
        ends = ENDS.get(one.ends) or "ждёт человека; без него код 77"
        lines.append(f"| `{one.name}` | {one.shows} | {ends} |")
    return "\n".join(lines)


def test_the_table_of_the_sign_in_is_the_stand_s_own() -> None:
    print_it = 'python -c "from tests.unit.wizard.test_setup_guide import variants_table as table; print(table())"'
    assert part("variants") == variants_table(), f"print it again: {print_it}"


def test_every_step_of_the_set_up_is_described_in_its_order() -> None:
    assert re.findall(r"^\| \d+ \| `([a-z-]+)` \|", part("steps"), re.MULTILINE) == list(STEPS)
