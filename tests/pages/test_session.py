"""A session: its life, its state between runs, the windows over it, several pages of one session."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Request, Route

from rpa.cabinet import Addresses, Cabinet, CabinetSession, Liveness
from rpa.cabinet.identity import identify, refuse_stranger
from rpa.errors import AccessDenied, SessionExpired, SiteUnavailable, WrongUsage
from rpa.model import ResponseStatus

REQUESTS = 105
"""More than the largest page shows."""


async def test_a_live_session_is_told_from_an_ended_one(cabinet: Cabinet, stand) -> None:
    assert await cabinet.session.probe() is Liveness.ALIVE
    stand.call("DELETE", "sessions", {})
    assert await cabinet.session.probe() is Liveness.LOST
    with pytest.raises(SessionExpired):
        await cabinet.debt_requests.read()


@pytest.mark.parametrize("fault", ["ended_401", "ended_redirect"])
async def test_a_session_that_ends_in_another_way_than_known_is_lost_as_well(
    hasty_cabinet: Cabinet, stand, fault: str
) -> None:
    cabinet, portal_id = hasty_cabinet, stand.portal_id(stand.unanswered()[0])
    for act in (cabinet.debt_requests.read, lambda: cabinet.debt_request.open_request(portal_id)):
        await cabinet.session.inject_sessionid(stand.session())
        await cabinet.home.open()
        stand.fault(fault)
        stand.call("DELETE", "sessions", {})
        with pytest.raises(SessionExpired):
            await act()
        assert await cabinet.session.probe() is Liveness.LOST
        stand.clear()


TROUBLES = ("maintenance", "waf_page", "gateway_504", "error_500_once")


async def test_trouble_of_the_site_is_not_taken_for_a_lost_session(cabinet: Cabinet, stand) -> None:
    assert await cabinet.session.probe() is Liveness.ALIVE
    for fault in TROUBLES:
        stand.fault(fault, path="/ppa/")
        with pytest.raises(SiteUnavailable):
            await cabinet.session.probe()
            pytest.fail(fault)
        assert stand.fired() >= 1, fault
        stand.clear()
        assert await cabinet.session.probe() is Liveness.ALIVE, fault


async def test_a_failed_answer_to_whose_cabinet_it_is_is_no_silence(hasty_cabinet: Cabinet, stand) -> None:
    session = hasty_cabinet.session
    await session.inject_sessionid(stand.session_of_a_stranger())
    assert await session.probe() is Liveness.ALIVE
    for fault in (*TROUBLES, "hang"):
        stand.fault(fault, path="/ppa/api/rest/services/ppa/current-user", count=1)
        with pytest.raises(SiteUnavailable):
            await identify(session)
            pytest.fail(fault)
        assert stand.fired() == 1, fault
        with pytest.raises(AccessDenied, match="другой организации"):
            refuse_stranger(await identify(session), stand.accounts[0]["ogrn"])


@pytest.mark.parametrize(
    "answer", [{"status": 404, "body": "no such page"}, {"status": 200, "json": {"fio": "Иванова А."}}]
)
async def test_a_cabinet_that_does_not_tell_whose_it_is_is_not_refused(cabinet: Cabinet, stand, answer) -> None:
    await cabinet.page.context.route("**/ppa/current-user", lambda route: route.fulfill(**answer))
    refuse_stranger(await identify(cabinet.session), stand.accounts[0]["ogrn"])


async def test_the_state_of_a_session_opens_the_cabinet_in_the_next_run(cabinet: Cabinet, stand, chromium) -> None:
    state = await cabinet.session.state()
    async with CabinetSession.on(chromium, stand.addresses, state=state) as session:
        assert await session.probe() is Liveness.ALIVE
        again = await Cabinet.of(session)
        await again.home.open()
        assert await again.home.organization()


async def test_a_site_that_refuses_calls_without_the_front_end_s_headers_is_read_all_the_same(enter_as, stand) -> None:
    """Before a page called anything, after it did, the register's further pages, the open card."""
    stand.fault("guids_demanded")
    cabinet = await enter_as()
    assert await cabinet.session.probe() is Liveness.ALIVE
    found = await cabinet.debt_requests.read()
    assert {item.request_number for item in found} == stand.numbers()
    assert await cabinet.session.probe() is Liveness.ALIVE
    assert await identify(cabinet.session) is not None
    portal_id = next(item.portal_id for item in found if item.response_status is ResponseStatus.NOT_SENT)
    card = await cabinet.debt_request.open_request(portal_id)
    assert await cabinet.debt_request.current(portal_id) == card
    assert stand.fired() == 0, "every call had them"


async def test_calls_of_ours_copy_headers_nobody_knew_of_and_never_name_one_call_twice(enter_as, stand) -> None:
    cabinet = await enter_as()
    await cabinet.page.add_init_script(
        """const open = XMLHttpRequest.prototype.open;
        XMLHttpRequest.prototype.open = function (...all) {
          open.apply(this, all);
          this.setRequestHeader("X-New", "1");
        };"""
    )
    seen: list[dict[str, str]] = []

    def hear(one: Request) -> None:
        if one.resource_type == "fetch":
            seen.append(one.headers)

    cabinet.session.context.on("request", hear)
    await cabinet.debt_requests.read()
    await cabinet.session.probe()
    assert len(seen) > 2
    assert all(headers["x-new"] == "1" for headers in seen)
    named = [headers["request-guid"] for headers in seen]
    assert len(set(named)) == len(named)


async def test_without_the_service_an_employee_without_the_right_to_debts_is_no_lost_session(cabinet, stand) -> None:
    """The probe then asks for debt requests, and the cabinet refuses those as it refuses an ended session."""
    session = cabinet.session

    async def nothing(route: Route) -> None:
        # The robot's own question alone: the page's own names who is signed in some other way on the live site.
        if route.request.resource_type == "fetch":
            await route.fulfill(status=404, body="no such page")
        else:
            await route.continue_()

    await session.context.route("**/ppa/current-user", nothing)
    refusal = {"status": 403, "json": {"message": "Недостаточно прав."}}
    await session.context.route("**/debtreq/sub/search*", lambda route: route.fulfill(**refusal))
    for _ in range(2):
        assert await session.probe() is Liveness.ALIVE
    stand.call("DELETE", "sessions", {})
    assert await session.probe() is Liveness.LOST


async def test_a_cookie_that_cannot_be_a_session_is_refused(cabinet: Cabinet) -> None:
    with pytest.raises(WrongUsage):
        await cabinet.session.inject_sessionid("too short")


@pytest.mark.parametrize("what", ["card", "search"])
async def test_a_refusal_of_a_session_that_another_page_renewed_is_no_missing_right(cabinet, stand, what: str) -> None:
    number = stand.unanswered()[0]
    found = await cabinet.debt_requests.find_request(number)

    async def refuse_the_old_one(route: Route) -> None:
        stand.call("DELETE", "sessions", {})
        await cabinet.session.inject_sessionid(stand.session())
        await route.fulfill(status=403, json={"message": "Доступ запрещён"})

    async def act() -> str:
        if what == "card":
            return (await cabinet.debt_request.open_request(found.portal_id)).request_number
        return (await cabinet.debt_requests.find_request(number)).request_number

    asked = f"**/debtreq/sub/{found.portal_id}" if what == "card" else "**/debtreq/sub/search*"
    await cabinet.page.route(asked, refuse_the_old_one, times=1)
    with pytest.raises(SiteUnavailable, match="возобновлена"):
        await act()
    assert await act() == number


async def test_a_refusal_of_the_living_session_is_a_missing_right(cabinet: Cabinet, stand) -> None:
    portal_id = stand.portal_id(stand.unanswered()[0])
    await cabinet.debt_requests.open()
    await cabinet.session.inject_sessionid(stand.session())
    refusal = {"status": 403, "json": {"message": "Недостаточно прав."}}
    await cabinet.page.route(f"**/debtreq/sub/{portal_id}", lambda route: route.fulfill(**refusal))
    for _ in range(2):
        with pytest.raises(AccessDenied):
            await cabinet.debt_request.open_request(portal_id)


async def test_what_is_remembered_of_a_page_goes_with_it(cabinet: Cabinet) -> None:
    session, page = cabinet.session, cabinet.page
    await cabinet.home.open()
    assert page in session.guarded
    fresh = await session.replace(page)
    known = [*session.guarded, *session.tainted, *session.troubles]
    assert page not in known and fresh not in known


async def test_the_news_window_does_not_stop_the_work(enter_as, stand) -> None:
    stand.call("POST", "signin", {"login": "*", "variants": ["news_window"]})
    try:
        cabinet = await enter_as()
        await cabinet.home.open()
        # Not waited for by a locator: that has the window closed, as any other action of the robot's has.
        await cabinet.page.wait_for_function("!!document.querySelector('.modal.in')")
        found = await cabinet.debt_requests.read()
        assert {item.request_number for item in found} == stand.numbers()
        assert await cabinet.home.user(), "and the news are gone"
        assert not await cabinet.page.locator(".modal.in").count()
    finally:
        stand.call("POST", "signin", {"login": "*", "variants": []})


async def test_a_page_of_ours_on_its_way_is_no_window_of_the_sites(enter_as, stand) -> None:
    """One page goes somewhere while another is opened beside it: the new one was closed before anybody used it."""
    cabinet = await enter_as()
    session = cabinet.session
    closing: list[asyncio.Task[None]] = []
    session.context.on("page", lambda _page: closing.append(asyncio.ensure_future(session.close_popups())))
    pages = await session.pages(4)
    fresh = await session.replace(pages[3])
    await asyncio.gather(*closing)
    assert len(closing) == 4 and not any(page.is_closed() for page in (*pages[:3], fresh))

    async with session.context.expect_page() as opened:
        await cabinet.page.evaluate("() => { open('about:blank') }")
    await session.close_popups()
    assert (await opened.value).is_closed(), "what the site opened by itself goes all the same"


async def test_pages_that_ask_together_whether_the_session_lives_ask_on_one_page(enter_as, stand) -> None:
    """Each opened a page of its own, and the others' were closed as windows of the site's while they asked."""
    session = (await enter_as()).session
    pages = await session.pages(3)
    told = await asyncio.gather(*(session.probe() for _ in range(4)))
    assert told == [Liveness.ALIVE] * 4
    assert len(session.context.pages) == len(pages) + 1


async def test_several_pages_of_one_session_read_at_once(cabinet: Cabinet, stand) -> None:
    cabinets = [await Cabinet.on(page, cabinet.session) for page in await cabinet.session.pages(3)]
    ids = [item.portal_id for item in await cabinet.debt_requests.read()][:6]

    async def read(one: Cabinet, portal_ids: list[str]) -> list[str]:
        return [(await one.debt_request.open_request(portal_id)).portal_id for portal_id in portal_ids]

    found = await asyncio.gather(*(read(one, ids[number::3]) for number, one in enumerate(cabinets)))
    assert sorted(portal_id for some in found for portal_id in some) == sorted(ids)


async def test_a_page_closed_in_the_middle_is_temporary(cabinet: Cabinet) -> None:
    await cabinet.home.open()
    await cabinet.page.close()
    with pytest.raises(SiteUnavailable):
        await cabinet.home.open()


async def test_a_site_that_is_not_there_is_temporary(chromium, stand) -> None:
    async with CabinetSession.on(chromium, Addresses.of_stand(9)) as session:
        with pytest.raises(SiteUnavailable):
            await (await Cabinet.of(session)).home.open()
