"""A number of a request is any text: whatever it holds, the request is opened, decided and undone on the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest

from rpa.web.accounts import Role
from tests.web.conftest import PDF, Served, hidden, item

Serve = Callable[..., Served]
OTHER = "100000000002"


@pytest.mark.parametrize("number", ["77/2026-А", "№ 1?2#3%41"])
def test_a_request_of_such_a_number_is_found_decided_and_undone(serve: Serve, number: str) -> None:
    served = serve(item(number), item(OTHER, days=5))
    client = served.client("Решающая", Role.REVIEWER)
    listed = re.findall(r'<th scope="row"><a href="([^"]+)">', client.get("/queue").text)
    [link] = [one for one in listed if OTHER not in one]
    page = client.get(unescape(link))
    assert page.status_code == 200 and f"<h1>Запрос {number}</h1>" in unescape(page.text)
    found = client.http.get("/find", params={"find": number})
    assert found.status_code == 303 and client.get(found.headers["location"]).text.count("<h1>")
    [form] = re.findall(r'id="decision" action="([^"]+)"', page.text)
    [acts] = re.findall(r'<form method="post" action="([^"]+/acts\?[^"]*)"', page.text)[:1]
    seen = hidden(page.text)
    fields = {name: seen[name] for name in ("csrf", "state", "item")}
    sent = client.http.post(unescape(form), data={**fields, "decision": "no_debt", "reason": "Задолженность погашена"})
    assert sent.status_code == 303 and set(served.approval().items) == {number}
    after = client.get(unescape(link)).text
    undo, *_ = set(re.findall(r'<form method="post" action="(/requests/[^"]+/undo[^"]*)"', after))
    back = client.http.post(unescape(undo), data={name: hidden(after)[name] for name in ("csrf", "state")})
    assert back.status_code == 303 and client.get(back.headers["location"]).status_code == 200
    assert not served.approval().items
    fresh = hidden(client.get(unescape(link)).text)
    attached = client.http.post(
        unescape(acts),
        data={**{name: fresh[name] for name in ("csrf", "state", "item")}, "person": "0"},
        files={"act": ("a.pdf", PDF + b"%2")},
    )
    assert attached.status_code == 303
    [shown] = set(re.findall(r'<p><a href="([^"]+/acts/0)"', client.get(unescape(link)).text))
    assert client.get(unescape(shown)).content == PDF + b"%2"
