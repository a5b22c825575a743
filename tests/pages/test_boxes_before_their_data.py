"""Boxes that a page shows before it was told which of them are ticked are not read as empty."""

from __future__ import annotations

from typing import Any

import pytest
from differing import differing, html, told
from playwright.async_api import Route

from rpa.cabinet import Cabinet
from rpa.errors import PageChanged, SiteUnavailable, Temporary

REQUESTS = 5
"""None of them is looked at."""

SETTINGS = "**/ppa/organizations/settings"
AT_ONCE = html('<div class="section-base__body" ng-if="vm.settings">', '<div class="section-base__body">')


def as_an_error(answer: Any) -> None:
    answer.clear()
    answer["message"] = "Сервис временно недоступен."


def without_ticks(answer: Any) -> None:
    for group in answer["groups"]:
        for right in group["rights"]:
            del right["granted"]


async def late(cabinet: Cabinet, **answer: Any) -> None:
    """The site tells of the settings only when the box is on screen."""

    async def after_the_box(route: Route) -> None:
        await cabinet.page.locator("organization-settings input[type=checkbox]").wait_for()
        original = await route.fetch(url=route.request.url.replace("my.dom.localhost", "127.0.0.1"))
        await route.fulfill(response=original, **answer)

    await cabinet.page.route(SETTINGS, after_the_box)


async def test_a_box_is_read_when_the_page_was_told_of_it(tab, stand) -> None:
    async with differing(tab, stand, AT_ONCE) as cabinet:
        await cabinet.organization_settings.apply(True)
        await late(cabinet)
        assert await cabinet.organization_settings.read() is True


async def test_a_box_whose_data_did_not_come_is_not_read(tab, stand) -> None:
    async with differing(tab, stand, AT_ONCE) as cabinet:
        await late(cabinet, status=503)
        with pytest.raises(Temporary):
            await cabinet.organization_settings.read()


async def test_a_box_is_not_off_because_an_error_was_told_with_success(tab, stand) -> None:
    """The page shows its box empty, and the robot said: messages are switched off."""
    async with differing(tab, stand) as cabinet:
        await told(cabinet, SETTINGS, as_an_error)
        with pytest.raises(SiteUnavailable):
            await cabinet.organization_settings.read()
        with pytest.raises(PageChanged) as caught:
            await cabinet.organization_settings.read()
        assert caught.value.key == "organization_settings.data"
        await cabinet.page.unroute(SETTINGS)
        assert isinstance(await cabinet.organization_settings.read(), bool)


async def test_rights_are_not_taken_away_because_the_page_was_not_told_of_them(tab, stand) -> None:
    """All boxes stood empty, one was ticked, and «Сохранить» took every other right of the employee away."""
    async with differing(tab, stand) as cabinet:
        known = {row["employee_id"]: row["rights"] for row in stand.state("rights")}
        employee = next(one for one in await cabinet.employees.read() if one.active and len(one.rights) > 1)
        rights = await cabinet.employee_rights.read(employee.portal_id)
        missing = next(caption for caption, granted in rights.items() if not granted)
        await told(cabinet, f"**/employees/{employee.portal_id}/rights", without_ticks)
        with pytest.raises(SiteUnavailable):
            await cabinet.employee_rights.apply(employee.portal_id, {missing: True})
    assert {row["employee_id"]: row["rights"] for row in stand.state("rights")} == known


async def test_boxes_of_data_asked_for_elsewhere_name_the_line_to_mend(tab, stand) -> None:
    elsewhere = ("return $http.get(address); }).then(show);", "return $http.get(address + '?all=1'); }).then(show);")
    moved = ("'organizations/settings'); }).then(show)", "'organizations/settings/'); }).then(show)")
    async with differing(tab, stand, elsewhere, moved) as cabinet:
        employee = (await cabinet.employees.read())[0]
        assert await cabinet.employee_rights.read(employee.portal_id)

        async def told(route: Route) -> None:
            await route.fulfill(json={"emailInquiryNotifications": True, "version": 1})

        await cabinet.page.route(f"{SETTINGS}/", told)
        with pytest.raises(PageChanged) as caught:
            await cabinet.organization_settings.read()
    assert caught.value.key == "organization_settings.data"
