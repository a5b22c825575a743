"""Every variant of the way into the cabinet ends as the stand's table says, and no secret is tried twice."""

from __future__ import annotations

from dataclasses import replace

import pyotp
import pytest
from entering import QUICK, Stand, enter
from playwright.async_api import Route

from rpa.cabinet import Cabinet, CabinetSession, Liveness
from rpa.cabinet.sign_in import Credentials, sign_in
from rpa.stand.signin_variants import VARIANTS


@pytest.mark.parametrize("variant", sorted(VARIANTS))
def test_every_variant_ends_as_the_table_says(stand: Stand, variant: str) -> None:
    stand.begin(variant)
    slow = variant == "slow_render"  # three seconds of an empty page are no unknown screen
    patience = replace(QUICK, unknown=20) if slow else QUICK
    if variant == "selecting_card":  # a click that changes nothing is waited for
        patience = replace(QUICK, step=4)
    assert enter(stand, patience=patience) == VARIANTS[variant].ends
    signed_in = [event["ogrn"] for event in stand.events("sign_in")]
    assert signed_in == ([stand.ogrn] if VARIANTS[variant].ends == "cabinet" else [])
    assert len(stand.events("esia_login")) <= 1, "the password goes out at most once"
    assert len(stand.events("esia_code")) <= 1, "and so does the code"


def test_no_variant_at_all_ends_in_the_cabinet(stand: Stand) -> None:
    stand.begin()
    assert enter(stand) == "cabinet"


def test_several_hindrances_at_once_are_passed(stand: Stand) -> None:
    stand.begin("old_cells", "max_quiz_skippable", "near_equal_names", "stuck_after_totp", "news_window")
    assert enter(stand) == "cabinet"
    assert stand.events("sign_in")[-1]["ogrn"] == stand.ogrn


def test_the_news_window_does_not_stop_the_work_after_it(stand: Stand) -> None:
    async def work(session: CabinetSession) -> None:
        cabinet = await Cabinet.of(session)
        await cabinet.debt_requests.open()

    stand.begin("news_window")
    assert enter(stand, work) == "cabinet"


def test_a_wrong_password_is_tried_once_and_never_again(stand: Stand) -> None:
    stand.begin()
    assert enter(stand, credentials=stand.credentials(password="not-the-password")) == "rejected"
    assert [event["outcome"] for event in stand.events("esia_login")] == ["wrong"]


def test_a_wrong_code_is_tried_once_and_never_again(stand: Stand) -> None:
    stand.begin()
    assert enter(stand, credentials=stand.credentials(totp_secret=pyotp.random_base32())) == "rejected"
    assert [event["outcome"] for event in stand.events("esia_code")] == ["wrong"]


def test_without_a_totp_secret_the_code_is_a_person_s(stand: Stand) -> None:
    stand.begin()
    facts = stand.accounts[0]
    assert enter(stand, credentials=Credentials(facts["login"], facts["password"])) == "person:totp"


def test_without_credentials_everything_is_a_person_s(stand: Stand) -> None:
    stand.begin()
    assert enter(stand, credentials=None) == "person:password"
    assert stand.events("esia_login") == []


def test_the_organization_is_chosen_by_its_whole_number(stand: Stand) -> None:
    stand.begin("near_equal_names")
    assert enter(stand, ogrn=stand.ogrn[:-1] + "0") == "no_organization"
    assert stand.events("esia_role") == []


def test_an_organization_whose_card_comes_after_the_private_person_is_waited_for(stand: Stand) -> None:
    """Every card but the first is held back for a second, as a page does that asks for them one by one."""

    async def hold_back(session: CabinetSession) -> None:
        await session.context.add_init_script(
            """addEventListener("DOMContentLoaded", () => {
              const later = [...document.querySelectorAll(".role-card")].slice(1).map((card) => card.parentElement);
              const form = later[0] && later[0].parentElement;
              later.forEach((one) => one.remove());
              setTimeout(() => form && form.append(...later), 1000);
            })"""
        )

    stand.begin()
    assert enter(stand, before=hold_back) == "cabinet"
    assert [event["ogrn"] for event in stand.events("sign_in")] == [stand.ogrn]


def test_an_only_role_of_another_organization_is_refused(stand: Stand) -> None:
    stand.begin("no_role_page")
    assert enter(stand, ogrn="1200000000001") == "no_privileges"


def test_while_esia_remembers_us_no_secret_is_typed_again(stand: Stand) -> None:
    async def again(session: CabinetSession) -> None:
        stand.begin()
        await session.context.clear_cookies(name="sessionid")
        await sign_in(session, ogrn=stand.ogrn, credentials=None, patience=QUICK)
        assert await session.probe() is Liveness.ALIVE

    stand.begin()
    assert enter(stand, again) == "cabinet"
    assert stand.events("esia_login") == []


@pytest.mark.parametrize(("failures", "ends"), [(1, "no_privileges"), (2, "unavailable")])
def test_a_stranger_s_cabinet_is_not_taken_for_ours_because_a_call_failed(
    stand: Stand, failures: int, ends: str
) -> None:
    """Only our own question is broken: the page of the cabinet asks who is signed in, too."""

    async def break_answers(session: CabinetSession) -> None:
        left = [failures]

        async def answer(route: Route) -> None:
            if route.request.resource_type == "fetch" and left[0]:
                left[0] -= 1
                await route.fulfill(status=502, body="Bad Gateway")
            else:
                await route.continue_()

        await session.context.route("**/ppa/current-user", answer)

    stand.begin("no_role_page")
    assert enter(stand, ogrn="1200000000001", before=break_answers) == ends
