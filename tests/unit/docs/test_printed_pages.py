from __future__ import annotations

import pytest
from printed_pages import COMMAND, PAGES, ROOT


@pytest.mark.parametrize("name", PAGES)
def test_a_page_printed_from_the_code_is_what_the_code_says(name: str) -> None:
    path = ROOT / "docs" / name
    written = path.read_text(encoding="utf-8") if path.exists() else ""
    assert written == PAGES[name](), f"docs/{name} is stale; `{COMMAND}` writes it"
