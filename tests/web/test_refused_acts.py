"""A file that is refused as an act leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable

from rpa.web.accounts import Role
from tests.web.conftest import PDF, Served, hidden, item

FIRST = "100000000001"


def test_a_file_that_is_no_pdf_is_no_act(serve: Callable[..., Served]) -> None:
    served = serve(item(FIRST))
    reviewer = served.client("Решающая", Role.REVIEWER)
    fields = {name: hidden(reviewer.get(f"/requests/{FIRST}").text)[name] for name in ("csrf", "state")}
    answer = reviewer.http.post(
        f"/requests/{FIRST}/acts", data={**fields, "person": "0"}, files={"act": ("a.pdf", b"<script>")}
    )
    assert answer.status_code == 409 and "не PDF" in answer.text
    nobody = reviewer.http.post(
        f"/requests/{FIRST}/acts", data={**fields, "person": "99"}, files={"act": ("a.pdf", PDF + b"%another")}
    )
    assert nobody.status_code == 409 and "Такого должника" in nobody.text
    assert not list(served.place.folder.root.parents[1].rglob("attached/*")), "and nothing is kept of what was refused"
