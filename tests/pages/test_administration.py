"""Settings, employees and rights: read, change only the difference, read again."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.async_api import Route

from rpa.cabinet import Cabinet
from rpa.errors import AccessDenied, PageChanged, Temporary
from rpa.model import RIGHT_DISTRIBUTE, RIGHT_WORK, Employee


def notifications(stand) -> bool:
    return stand.state("settings")[0]["email_inquiry_notifications"]


def writes(stand, what: str) -> int:
    return len([event for event in stand.call("GET", "events?kind=stored") if event.get("what") == what])


async def somebody(cabinet: Cabinet, stand) -> Employee:
    """An employee without a login, whose rights nobody needs."""
    free = {row["employee_id"] for row in stand.state("rights") if not row["login"] and row["status"] == "Действующий"}
    return next(item for item in await cabinet.employees.read() if item.portal_id in free)


async def test_the_check_box_of_messages_is_switched_and_switched_back(cabinet: Cabinet, stand) -> None:
    was = notifications(stand)
    assert await cabinet.organization_settings.read() == was
    await cabinet.organization_settings.apply(not was)
    assert notifications(stand) == (not was)
    await cabinet.organization_settings.apply(was)
    assert notifications(stand) == was


async def test_a_setting_that_is_as_wanted_is_not_touched(cabinet: Cabinet, stand) -> None:
    before = writes(stand, "settings")
    await cabinet.organization_settings.apply(notifications(stand))
    assert writes(stand, "settings") == before


async def test_a_setting_that_the_site_swallowed_is_not_reported_as_done(cabinet: Cabinet, stand) -> None:
    was = notifications(stand)
    stand.fault("swallowed")
    with pytest.raises(Temporary, match="прежнее"):
        await cabinet.organization_settings.apply(not was)
    assert notifications(stand) == was


async def test_all_employees_are_read_with_e_mail_and_rights(cabinet: Cabinet, stand) -> None:
    found = await cabinet.employees.read()
    held = {row["employee_id"]: row for row in stand.state("rights")}
    assert {item.portal_id for item in found} == held.keys()
    for item in found:
        row = held[item.portal_id]
        assert (item.name, item.email, item.rights) == (row["employee"], row["email"], frozenset(row["rights"]))


async def test_an_employee_written_with_a_hard_blank_keeps_nobody_from_reading_the_others(
    cabinet: Cabinet, stand
) -> None:
    names = {row["employee"] for row in stand.state("rights")}
    hard = min(names)

    def with_hard_blank(data: str) -> str:
        return data.replace(hard, hard.replace(" ", "\xa0", 1))

    asked: list[str] = []

    async def renamed(route: Route) -> None:
        url = urlsplit(route.request.url)
        asked.append(url.path)
        with stand.running.cabinet() as client:
            body = client.get(f"{url.path}?{url.query}").raise_for_status().text
        await route.fulfill(content_type="application/json", body=with_hard_blank(body))

    await cabinet.page.route("**/ppa/employees;**", renamed)
    found = await cabinet.employees.read()
    await cabinet.page.unroute_all()
    assert asked and {item.name for item in found} == names


async def test_rights_are_granted_by_caption_and_the_others_are_left_alone(cabinet: Cabinet, stand) -> None:
    employee = await somebody(cabinet, stand)
    before = await cabinet.employee_rights.read(employee.portal_id)
    wanted = {RIGHT_DISTRIBUTE: not before[RIGHT_DISTRIBUTE], RIGHT_WORK: True}
    await cabinet.employee_rights.apply(employee.portal_id, wanted)
    expected = before | wanted
    held = next(row for row in stand.state("rights") if row["employee_id"] == employee.portal_id)
    assert set(held["rights"]) == {caption for caption, granted in expected.items() if granted}


async def test_what_a_colleague_changed_since_the_page_was_read_is_kept(cabinet: Cabinet, stand) -> None:
    """«Сохранить» stores every box: a change begins with what the site holds now, not with what was read before."""
    employee = await somebody(cabinet, stand)
    before = await cabinet.employee_rights.read(employee.portal_id)
    address = f"/ppa/api/rest/services/ppa/employees/{employee.portal_id}/rights"
    with stand.running.cabinet() as client:
        card = client.get(address).raise_for_status().json()
        theirs = {right["code"]: right["caption"] for group in card["groups"] for right in group["rights"]}
        granted = [code for code, caption in theirs.items() if caption not in (RIGHT_DISTRIBUTE, RIGHT_WORK)]
        client.put(address, json={"granted": granted, "version": card["version"]}).raise_for_status()
    assert {theirs[code] for code in granted} != {caption for caption, one in before.items() if one}
    await cabinet.employee_rights.apply(employee.portal_id, {RIGHT_WORK: True})
    held = next(row for row in stand.state("rights") if row["employee_id"] == employee.portal_id)
    assert set(held["rights"]) == {theirs[code] for code in granted} | {RIGHT_WORK}


async def test_what_another_employees_screen_left_in_the_tab_is_not_taken_for_the_next_ones(
    cabinet: Cabinet, stand
) -> None:
    """A site may leave a screen standing until the next is drawn, as where it fades out."""
    first, second, *_ = [item for item in await cabinet.employees.read() if item.active]
    await cabinet.employee_rights.read(first.portal_id)
    await cabinet.page.evaluate("document.body.append(document.querySelector('employee-rights').cloneNode(true))")
    await cabinet.home.open()
    assert await cabinet.employee_rights.is_here(), "it was left: else this would prove nothing"
    rights = await cabinet.employee_rights.read(second.portal_id)
    assert {caption for caption, granted in rights.items() if granted} == second.rights


async def test_rights_that_are_as_wanted_are_not_touched(cabinet: Cabinet, stand) -> None:
    employee = await somebody(cabinet, stand)
    before = writes(stand, "rights")
    await cabinet.employee_rights.apply(employee.portal_id, {RIGHT_WORK: RIGHT_WORK in employee.rights})
    assert writes(stand, "rights") == before


async def test_a_right_that_the_page_does_not_have_is_a_changed_page(cabinet: Cabinet, stand) -> None:
    employee = await somebody(cabinet, stand)
    with pytest.raises(PageChanged) as caught:
        await cabinet.employee_rights.apply(employee.portal_id, {"Право, которого нет": True})
    assert caught.value.key == "employee_rights.right"


async def test_a_missing_right_to_the_section_is_told_from_a_lost_session(enter_as, stand) -> None:
    cabinet = await enter_as(account=1)
    with pytest.raises(AccessDenied):
        await cabinet.organization_settings.read()
