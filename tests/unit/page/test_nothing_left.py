"""«Ничего не осталось» is said only where nothing is left: not of one rule's list, nor while a card was not read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from asgi_page import page_of_plan

from rpa.operate.planning import keep_plan
from tests.web.conftest import item

FIRST, SECOND = "77/2026-А", "100000000002"


def test_the_end_of_one_rules_list_is_not_the_end_of_the_queue(tmp_path: Path) -> None:
    page = page_of_plan(tmp_path, item(FIRST, rule="R09"), item(SECOND, rule="R10"))
    of_rule = f"/requests/{FIRST}?show=todo&rule=R09"
    decided = page.post(of_rule, decision="no_debt", reason="Задолженность погашена")
    shown = page.get(decided.headers["location"])
    assert "По этому отбору ничего нет" in shown and "Показать без отбора (1)" in shown
    assert "Спорных запросов не осталось" not in shown
    assert '<option value="R09" selected>' in shown
    page.post(f"/requests/{SECOND}", decision="no_debt", reason="Задолженность погашена")
    assert "Спорных запросов не осталось" in page.get("/queue")


def test_a_number_is_found_by_a_part_with_letters(tmp_path: Path) -> None:
    page = page_of_plan(tmp_path, item(FIRST), item(SECOND))
    for part in ("2026-А", "2026-а"):
        shown = page.get(f"/find?find={part}")
        assert "/requests/77/2026-" in shown and f"/requests/{SECOND}" not in shown


def test_a_request_whose_card_was_not_read_is_named_today(tmp_path: Path) -> None:
    page = page_of_plan(tmp_path, item(SECOND))
    plan = page.site.desk.open().plan
    page.post(f"/requests/{SECOND}", decision="review")
    assert "Есть непрочитанные запросы" not in page.get("/")
    keep_plan(page.place, replace(plan, built_at=page.place.moscow_now(), items=(), unread=(FIRST,)))
    shown = page.get("/")
    assert "Есть непрочитанные запросы" in shown and FIRST in shown
    assert "Всё отвечено" not in shown


def test_where_nothing_goes_on_nothing_is_said_to_be_stopped(tmp_path: Path) -> None:
    page = page_of_plan(tmp_path, item(SECOND))
    page.post("/run/stop", seen=page.get("/plan"))
    assert "Остановка запрошена" not in page.get("/plan")
