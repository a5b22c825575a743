"""Deciding: by keyboard, by two people, on a state that moved, on a list; undone; with acts chosen and attached."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from rpa.audit import Journal, verify_journal
from rpa.debts.approval import Choice, How, approved_answers
from rpa.errors import PlanError
from rpa.ledger import IntentKind, Ledger, Outcome
from rpa.model import Decision
from rpa.web.accounts import Role
from rpa.web.desk import Moved
from rpa.web.differences import differences
from tests.web.conftest import PDF, Served, hidden, item, sign_in

Serve = Callable[..., Served]
FIRST, SECOND, THIRD = "100000000001", "100000000002", "100000000003"


def approvals(served: Served) -> list[dict[str, Any]]:
    return [fields for line in served.journal().splitlines() if (fields := json.loads(line))["kind"] == "approval"]


def test_the_whole_queue_is_decided_by_keyboard_alone(serve: Serve, page: Tab) -> None:
    served = serve(item(FIRST, days=1), item(SECOND, days=2), item(THIRD, days=3))
    sign_in(page, served.person("Решающая Анна", Role.REVIEWER))
    page.goto(f"{served.url}/queue")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    _opened(page, FIRST)
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    _opened(page, SECOND)
    page.keyboard.press("2")
    page.get_by_label("Основание для «нет»").select_option("Задолженность погашена")
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    page.keyboard.type("видела квитанцию")
    page.keyboard.press("Control+Enter")
    _opened(page, THIRD)
    page.keyboard.press("3")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text("оставлен на проверке")
    given = served.approval().items
    assert {number: approved.decision for number, approved in given.items()} == {
        FIRST: Decision.DEBT, SECOND: Decision.NO_DEBT,
    }  # fmt: skip
    assert given[SECOND].reason == "Задолженность погашена"
    assert [note.text for note in served.page.site.desk.notes.of(SECOND)] == ["видела квитанцию"]
    assert "квитанц" not in served.journal()
    assert all(one.first.approver == "Решающая Анна" and one.first.how is How.PAGE for one in given.values())
    told = {record["request_number"]: record for record in approvals(served)}
    reasons = {number: record["reason"] for number, record in told.items()}
    assert reasons == {FIRST: "", SECOND: "Задолженность погашена", THIRD: "оставлено на проверке"}
    assert {number: record["by"] for number, record in told.items()} == dict.fromkeys(told, "Решающая Анна")
    assert set(told) == {FIRST, SECOND, THIRD}
    assert verify_journal(served.place.folder.journal).ok


def test_a_decision_is_undone_before_sending_and_the_journal_knows_who_did_both(serve: Serve, page: Tab) -> None:
    served = serve(item(FIRST), item(SECOND, days=4))
    sign_in(page, served.person("Решающая Анна", Role.REVIEWER))
    page.goto(f"{served.url}/requests/{FIRST}")
    page.get_by_role("radio", name="Имеется").check()
    page.get_by_role("button", name="Записать и дальше").click()
    page.get_by_role("button", name="Отменить").click()
    expect(page.get_by_role("status").first).to_contain_text("решение снято")
    assert not served.approval().items
    assert [(record["decision"], record["by"]) for record in approvals(served)] == [
        ("debt", "Решающая Анна"), ("", "Решающая Анна"),
    ]  # fmt: skip


def test_two_reviewers_on_one_request_lose_no_decision(serve: Serve, browser: Browser) -> None:
    served = serve(item(FIRST, people=2), item(SECOND, days=5))
    tabs = []
    for name in ("Первая Анна", "Второй Борис"):
        tab = browser.new_context().new_page()
        sign_in(tab, served.person(name, Role.REVIEWER))
        tab.goto(f"{served.url}/requests/{FIRST}")
        tabs.append(tab)
    first, second = tabs
    first.get_by_role("radio", name="Имеется").check()
    first.get_by_role("button", name="Записать и дальше").click()
    expect(first.get_by_role("status").first).to_contain_text("имеется")
    second.get_by_role("radio", name="Нет").check()
    second.get_by_label("Основание для «нет»").select_option("Задолженность погашена")
    second.get_by_label("Заметка").fill("квитанция от вчера")
    second.get_by_role("button", name="Записать и дальше").click()
    expect(second.get_by_role("alert").first).to_contain_text("Ваше решение не записано")
    expect(second.get_by_text("Что изменилось:").locator("..")).to_contain_text("Первая Анна")
    expect(second.get_by_label("Заметка")).to_have_value("квитанция от вчера")
    assert served.approval().items[FIRST].decision is Decision.DEBT
    # Having seen it, the second may decide after all.
    second.get_by_role("button", name="Записать и дальше").click()
    expect(second.get_by_role("status").first).to_contain_text("нет")
    assert served.approval().items[FIRST].decision is Decision.NO_DEBT
    assert [record["by"] for record in approvals(served)] == ["Первая Анна", "Второй Борис"]
    for tab in tabs:
        tab.context.close()


def test_of_many_decisions_at_the_same_moment_exactly_one_is_taken_and_others_are_told(serve: Serve) -> None:
    served = serve(*(item(f"1000000000{n:02}", days=n) for n in range(1, 5)))
    desk = served.page.site.desk
    tokens = {number: line.token for number, line in desk.lines().items()}
    taken: list[str] = []
    refused: list[str] = []

    def decide(name: str) -> None:
        for number, token in tokens.items():
            try:
                desk.decide(name, number, token, _no_debt())
                taken.append(number)
            except Moved:
                refused.append(number)

    people = [threading.Thread(target=decide, args=(f"Человек {n}",)) for n in range(4)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(taken) == sorted(tokens), "each request was decided once, none lost"
    assert len(refused) == 3 * len(tokens)
    assert set(served.approval().items) == set(tokens)
    assert len(approvals(served)) == len(tokens)


def test_a_debt_asked_of_two_people_needs_two_different_ones(serve: Serve) -> None:
    served = serve(item(FIRST), two_people_for_debt=True)
    first, second = served.client("Первая Анна", Role.REVIEWER), served.client("Второй Борис", Role.REVIEWER)
    rows = [f"{FIRST}-Петров"]
    assert first.post(f"/requests/{FIRST}", decision="debt", row=rows).status_code == 303
    assert first.post(f"/requests/{FIRST}", decision="debt", row=rows).status_code == 303
    plan = served.page.site.desk.open().plan
    assert not approved_answers(plan, served.approval()), "the same person twice is one person"
    assert FIRST in second.get("/queue?show=second").text
    assert second.post(f"/requests/{FIRST}", decision="debt", row=rows).status_code == 303
    answers = approved_answers(plan, served.approval())
    assert [answer.approvers for answer in answers] == [("Первая Анна", "Второй Борис")]


def test_a_list_is_approved_for_one_rule_only_as_it_was_shown(serve: Serve, page: Tab) -> None:
    no_debt = [item(f"20000000000{n}", Decision.NO_DEBT, rule="R20") for n in range(3)]
    served = serve(*no_debt, item("200000000009", Decision.NO_DEBT, rule="R26"), item(FIRST))
    sign_in(page, served.person("Утверждающая", Role.APPROVER))
    page.goto(f"{served.url}/plan")
    page.get_by_role("row", name="R20").get_by_role("link", name="Посмотреть и утвердить").click()
    expect(page.get_by_role("row")).to_have_count(4)
    approve = page.get_by_role("button", name="Утвердить все")
    page.get_by_role("checkbox", name="Список просмотрен").check()
    # Somebody else decides one of them in the meantime: the list is not any more what was shown.
    other = served.client("Другая", Role.REVIEWER)
    other.post("/requests/200000000001", decision="no_debt")
    approve.click()
    expect(page.get_by_role("alert")).to_contain_text("Ничего не утверждено")
    assert set(served.approval().items) == {"200000000001"}
    page.get_by_role("checkbox", name="Список просмотрен").check()
    page.get_by_role("button", name="Утвердить все").click()
    expect(page.get_by_role("status").first).to_contain_text("утверждено ответов — 2")
    assert set(served.approval().items) == {one.request_number for one in no_debt}


def test_what_was_sent_or_may_have_been_cannot_be_decided_any_more(serve: Serve) -> None:
    served = serve(item(FIRST), item(SECOND), item(THIRD))
    reviewer = served.client("Решающая", Role.REVIEWER)
    seen = {number: reviewer.get(f"/requests/{number}").text for number in (FIRST, SECOND, THIRD)}
    place = served.place
    with (
        Ledger.open(place.folder.ledger, now=place.now) as ledger,
        ledger.lease(place.settings.organization.ogrn, "test") as lease,
    ):
        for number in (FIRST, SECOND, THIRD):
            intent = ledger.intend(
                organization=place.settings.organization.ogrn, request_number=number, kind=IntentKind.SEND,
                content_sha256="a" * 64, plan_sha256="b" * 64, run_id="20260101-000000-aaaa", fence=lease.fence,
            )  # fmt: skip
            if number == FIRST:
                ledger.conclude(intent, Outcome.DONE)
            elif number == SECOND:
                ledger.conclude(intent, Outcome.REFUSED)
    answers = {
        number: reviewer.post(f"/requests/{number}", seen=html, decision="no_debt", reason="x", state=_state(html))
        for number, html in seen.items()
    }
    assert [answers[number].status_code for number in (FIRST, SECOND, THIRD)] == [409, 409, 409]
    assert not served.approval().items
    again = reviewer.post(f"/requests/{SECOND}", decision="no_debt", reason="x")
    assert again.status_code == 303, "what the site refused may be decided anew"
    sent, unknown = reviewer.get(f"/requests/{FIRST}").text, reviewer.get(f"/requests/{THIRD}").text
    assert "Отправлено" in sent and f"rpa debts correct {FIRST}" in sent
    assert f"rpa debts settle {THIRD}" in unknown and "rpa debts correct" not in unknown, "first it has to be known"


def test_decisions_made_while_a_run_holds_the_journal_wait_and_take_effect_after_it(serve: Serve) -> None:
    served = serve(item(FIRST), item(SECOND))
    reviewer = served.client("Решающая", Role.REVIEWER)
    place, desk = served.place, served.page.site.desk
    main = place.folder.approvals / f"{desk.open().name}.json"
    before = main.read_bytes()
    with Journal.open(place.folder.journal, organization="1200000000017", run_id="20260101-000000-bbbb"):
        assert reviewer.post(f"/requests/{FIRST}", decision="no_debt", reason="погашена").status_code == 303
        assert reviewer.post(f"/requests/{SECOND}", decision="review", note="позвонить").status_code == 303
        assert "вступят в силу" in reviewer.get(f"/requests/{FIRST}").text
        sending = served.client("Отправляющая", Role.APPROVER)
        sending.post("/run/APPLY", seen=sending.get("/plan").text)
        told = sending.get("/plan").text
        assert "Идёт другой прогон" in told and "отправлять нечего" not in told
        assert not desk.settle()
        assert main.read_bytes() == before, "nothing takes effect that the journal does not know"
    assert desk.settle()
    assert main.read_bytes() != before
    assert not desk.open().waiting
    assert {record["request_number"]: record["by"] for record in approvals(served)} == {
        FIRST: "Решающая", SECOND: "Решающая",
    }  # fmt: skip


def test_acts_are_chosen_and_attached_and_other_approvals_stay(serve: Serve, page: Tab) -> None:
    served = serve(item(FIRST), item(SECOND))
    client = served.client("Другая", Role.REVIEWER)
    client.post(f"/requests/{SECOND}", decision="no_debt", reason="погашена")
    sign_in(page, served.person("Решающая", Role.REVIEWER))
    page.goto(f"{served.url}/requests/{FIRST}")
    acts = page.get_by_role("article").first.get_by_role("group").filter(has_text="Акты в ответе")
    acts.locator("summary").click()
    expect(acts.locator("iframe")).to_have_attribute("src", f"/requests/{FIRST}/acts/0")
    acts.get_by_role("checkbox", name="приложить act-1.pdf").uncheck()
    acts.get_by_label("Добавить акт (PDF)").set_input_files(
        {"name": "../../приказ.pdf", "mimeType": "application/pdf", "buffer": PDF + b"\n% another"}
    )
    acts.get_by_role("button", name="Сохранить акты").click()
    expect(page.get_by_role("status").first).to_contain_text("Акты изменены")
    page.get_by_role("radio", name="Имеется").check()
    page.get_by_role("button", name="Записать и дальше").click()
    expect(page.get_by_role("status").first).to_contain_text("имеется")
    opened = served.page.site.desk.open()
    answers = {answer.request_number: answer for answer in approved_answers(opened.plan, opened.approval)}
    assert answers[SECOND].approvers == ("Другая",)
    (file,) = answers[FIRST].debtors[0].files
    assert file.path.startswith("attached/100000000001-")
    shown = client.get(f"/requests/{FIRST}/acts/0")
    assert shown.content == PDF + b"\n% another"
    assert shown.headers["content-type"] == "application/pdf"
    assert "frame-ancestors 'self'" in shown.headers["content-security-policy"]


def test_no_debt_without_proof_needs_a_reason_and_keeps_what_was_typed(serve: Serve) -> None:
    served = serve(item(FIRST))
    reviewer = served.client("Решающая", Role.REVIEWER)
    answer = reviewer.post(f"/requests/{FIRST}", decision="no_debt")
    assert answer.status_code == 400 and "нужно основание" in answer.text
    nobody = reviewer.post(f"/requests/{FIRST}", decision="debt", note="моя заметка")
    assert nobody.status_code == 400 and "моя заметка" in nobody.text
    with pytest.raises(PlanError):
        served.page.site.desk.line("999")
    assert not served.approval().items


def test_differences_are_words_wherever_they_stand_and_numbers_in_their_order() -> None:
    same = differences("г. Вымышленск, ул. Мира, д. 3", "Вымышленск г, Мира улица, дом № 3")
    assert {piece.kind for piece in same} == {"same"}
    swapped = differences("д. 3 кв. 4", "д. 4 кв. 3")
    assert {piece.kind for piece in swapped} == {"same", "more", "less"}
    flat = differences("кв. 1, ком. 1", "4 ком. 1")
    assert [(p.kind, p.text) for p in flat] == [("more", "4"), ("less", "1"), ("same", " ком. 1")]
    lost = differences("600005, г. Вымышленск, д. 1", "г. Вымышленск, д. 1, кв. 4")
    assert [(p.kind, p.text) for p in lost if p.kind != "same"] == [("more", "4"), ("less", "600005")]
    other = differences("ул. Ленина, 5", "ул. Ленинская, 5")
    assert [(p.kind, p.text) for p in other if p.kind != "same"] == [("more", "Ленинская"), ("less", "Ленина")]


def _opened(page: Tab, number: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Запрос {number}")
    # Keys are the script's: it runs when the page is read whole.
    page.wait_for_load_state("domcontentloaded")


def _no_debt() -> Choice:
    return Choice(Decision.NO_DEBT, "погашена")


def _state(html: str) -> str:
    return hidden(html)["state"]
