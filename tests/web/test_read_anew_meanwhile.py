"""What a person does on a page that is not as it was when it was opened: another plan, a sign-in that ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from rpa.debts.plan import PlanItem
from rpa.operate.planning import keep_plan
from rpa.web.accounts import Role
from tests.web.conftest import Served, item, sign_in

Serve = Callable[..., Served]
NUMBER, OTHER = "100000000001", "100000000002"


def read_anew(served: Served, *items: PlanItem) -> None:
    plan = served.page.site.desk.open().plan
    # Names of plans tell seconds: within one, the hashes would decide which is newer.
    keep_plan(served.place, replace(plan, built_at=plan.built_at + timedelta(seconds=1), items=items))


def test_who_decides_on_a_request_that_is_gone_is_told_that_it_is(serve: Serve) -> None:
    served = serve(item(NUMBER), item(OTHER))
    client = served.client("Решающая", Role.REVIEWER)
    before = client.get(f"/requests/{NUMBER}").text
    read_anew(served, item(OTHER))
    for where, form in {
        "": {"decision": "debt", "row": f"{NUMBER}-Петров"},
        "/undo": {},
        "/note": {"note": "а"},
    }.items():
        answer = client.post(f"/requests/{NUMBER}{where}", seen=before, **form)
        assert answer.status_code == 409
        assert "Этого запроса нет в последнем плане" in answer.text
    assert not served.approval().items


def test_what_was_ticked_on_an_earlier_request_is_not_ticked_on_what_it_is_now(serve: Serve, page: Tab) -> None:
    served = serve(item(NUMBER, people=2), item(OTHER))
    sign_in(page, served.person("Решающая", Role.REVIEWER))
    page.goto(f"{served.url}/requests/{NUMBER}")
    page.get_by_label("Сидорова").uncheck()
    page.get_by_label("Похожий").check()
    page.get_by_role("radio", name="Имеется").check()
    page.get_by_label("Заметка").fill("звонила")
    # Rows are told by their place in the file: in the next one somebody else stands there.
    now = item(NUMBER, people=1)
    alike = now.candidates[0]
    now = replace(now, candidates=(replace(alike, debtor=replace(alike.debtor, last_name="Посторонний")),))
    read_anew(served, now, item(OTHER))
    page.get_by_role("button", name="Записать и дальше").click()
    expect(page.get_by_text("Что изменилось:").locator("..")).to_contain_text("выбор сброшен")
    expect(page.get_by_label("Посторонний")).not_to_be_checked()
    expect(page.get_by_role("radio", name="Имеется")).not_to_be_checked()
    expect(page.get_by_label("Заметка")).to_have_value("звонила")


def test_whose_sign_in_ended_meanwhile_is_told_that_nothing_was_recorded_and_where_to_go(serve: Serve) -> None:
    served = serve(item(NUMBER))
    client = served.client("Решающая", Role.REVIEWER)
    shown = client.get(f"/requests/{NUMBER}").text
    served.page.site.accounts.set_password("Решающая", "длинный пароль")
    answer = client.post(f"/requests/{NUMBER}", seen=shown, decision="review")
    assert answer.status_code == 403
    assert "Ничего не записано" in answer.text and 'href="/"' in answer.text
