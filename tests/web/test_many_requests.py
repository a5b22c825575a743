"""Two thousand requests: what a person waits for. Times are reported, not asserted; what is asserted is what is sent.

Run with ``-s`` to see the times.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from rpa.model import Decision
from rpa.web.accounts import Role
from rpa.web.views.queue import ON_A_PAGE
from tests.web.conftest import Served, item, sign_in

REQUESTS = 2000
DECISIONS = 3


def test_two_thousand_requests_are_shown_in_parts_and_decided_one_after_another(
    serve: Callable[..., Served], page: Tab, record_property: Callable[[str, object], None]
) -> None:
    review, ruled = Decision.REVIEW, Decision.NO_DEBT
    items = [
        item(f"3{n:011}", review if n % 2 else ruled, rule="R09" if n % 2 else "R20", days=1 + n % 5, flat=f"кв. {n}")
        for n in range(REQUESTS)
    ]
    items.sort(key=lambda one: (one.due, one.request_number))
    served = serve(*items)
    sign_in(page, served.person("Утверждающая", Role.APPROVER))

    def timed(title: str, act: Callable[[], object]) -> float:
        started = time.perf_counter()
        act()
        took = time.perf_counter() - started
        record_property(title, f"{took:.3f}")
        print(f"{title}: {took:.2f} s")  # noqa: T201
        return took

    timed("Сегодня", lambda: page.goto(served.url))
    timed("План", lambda: page.goto(f"{served.url}/plan"))
    timed("Очередь, страница 20", lambda: page.goto(f"{served.url}/queue?show=all&page=20"))
    timed("Очередь", lambda: page.goto(f"{served.url}/queue"))
    expect(page.locator("[data-list] tbody tr")).to_have_count(ON_A_PAGE)
    timed("Запрос", page.locator("[data-list] th a").first.click)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Запрос "))
    seen = set()
    for number in range(DECISIONS):
        heading = page.get_by_role("heading", level=1)
        this = heading.inner_text()
        seen.add(this)
        page.get_by_role("radio", name="Имеется").check()

        def decide(this: str = this) -> None:
            page.get_by_role("button", name="Записать и дальше").click()
            expect(page.get_by_role("heading", level=1)).not_to_have_text(this)

        timed(f"Решение {number + 1}", decide)
    assert len(seen) == DECISIONS
    timed("Список правила", lambda: page.goto(f"{served.url}/rules/R20/no_debt"))
    expect(page.locator("tbody tr")).to_have_count(REQUESTS // 2)
    page.get_by_role("checkbox", name="Список просмотрен").check()

    def approve() -> None:
        page.get_by_role("button", name="Утвердить все").click()
        expect(page.get_by_role("status").first).to_contain_text("утверждено", timeout=60_000)

    timed("Утвердить 1000 списком", approve)
    assert len(served.approval().items) == DECISIONS + REQUESTS // 2
