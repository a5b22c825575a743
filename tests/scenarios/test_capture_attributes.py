"""A captured page: data in attributes nobody has heard of are data."""

from __future__ import annotations

from playwright.sync_api import Page

from rpa.cabinet.disguise import Disguise
from rpa.cabinet.scripts import script
from rpa.cabinet.selector_capture import _STRUCTURE

NAME = "Вымышлев Пётр Ильич"
HTML = f"""
<div class="card" id="row-123456"
  uib-tooltip="{NAME}" data-original-title="{NAME}, кв. 12" (click)="open('petr@uk.test')">
  <template><p>{NAME}</p></template>
  <select><option label="{NAME}">1</option></select>
  <p class="{NAME.split()[0]}">Карточка</p>
</div>
"""


def test_no_attribute_and_no_template_keeps_a_person(page: Page) -> None:
    page.set_content(HTML)
    disguise, structure = Disguise(), list(_STRUCTURE)
    texts = page.evaluate(script("capture_texts"), structure)
    inventions = [[text, disguise.text(text)] for text in texts]
    html = page.evaluate(script("capture_disguise"), {"structure": structure, "inventions": inventions})
    for word in (NAME, "кв. 12", "petr@uk.test", "123456"):
        assert word not in html, word
    assert 'class="card"' in html and "Карточка" in html and "<template" not in html
