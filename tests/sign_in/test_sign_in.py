"""Every variant of the way into the cabinet ends as the stand's table says, and no secret is tried twice."""

from __future__ import annotations

from dataclasses import replace

import pyotp
import pytest
from entering import QUICK, Stand, enter, in_a_loop
from playwright.async_api import Route

from rpa.cabinet import Cabinet, CabinetSession, Liveness
from rpa.cabinet.sign_in import Credentials, sign_in
from rpa.errors import AccessDenied, SiteUnavailable
from rpa.stand.signin_variants import VARIANTS

PASSED = (
    # One way in for hindrances that stand on different screens: each of them alone would end it.
    ("remembered_user", "old_cells", "stuck_after_totp", "max_quiz_skippable", "near_equal_names", "news_window"),
    ("slow_render", "mfa_promo", "no_role_page"),
)
AS_WITHOUT = {"totp", "new_cells"}
"""What every sign-in without a variant meets, as the table says."""
STRANGER = "1200000000001"
"""ОГРН of an organization that is not ours."""
ELSEWHERE = {name for name, variant in VARIANTS.items() if variant.ends != "cabinet"}


def signed_in_once(stand: Stand) -> None:
    assert [event["ogrn"] for event in stand.events("sign_in")] == [stand.ogrn]
    assert len(stand.events("esia_login")) == 1, "the password goes out once"
    assert len(stand.events("esia_code")) <= 1, "and so does the code"


def test_every_variant_of_the_table_is_met_by_a_test_here() -> None:
    passed = [name for names in PASSED for name in names]
    assert sorted([*passed, *AS_WITHOUT, *ELSEWHERE]) == sorted(VARIANTS)
    assert {VARIANTS[name].ends for name in (*passed, *AS_WITHOUT)} == {"cabinet"}


@pytest.mark.parametrize("variant", sorted(ELSEWHERE))
def test_a_variant_that_does_not_let_a_robot_in_ends_as_the_table_says(stand: Stand, variant: str) -> None:
    stand.begin(variant)
    # A click that changes nothing is waited for.
    patience = replace(QUICK, step=4) if variant == "selecting_card" else QUICK
    assert enter(stand, patience=patience) == VARIANTS[variant].ends
    assert stand.events("sign_in") == []
    if variant == "ogrn_absent":
        assert stand.events("esia_role") == [], "an organization is chosen by its whole number: one digit differs"
    assert len(stand.events("esia_login")) <= 1, "the password goes out at most once"
    assert len(stand.events("esia_code")) <= 1, "and so does the code"


@pytest.mark.parametrize("variants", PASSED, ids=" ".join)
def test_hindrances_on_the_way_are_passed_and_do_not_stop_the_work_after_it(
    stand: Stand, variants: tuple[str, ...]
) -> None:
    async def work(session: CabinetSession) -> None:
        cabinet = await Cabinet.of(session)
        await cabinet.debt_requests.open()

    met: list[str] = []
    stand.begin(*variants)
    # Three seconds of an empty page are no unknown screen.
    patience = replace(QUICK, unknown=20) if "slow_render" in variants else QUICK
    assert enter(stand, work, patience=patience, on_screen=lambda name, _outline: met.append(name)) == "cabinet"
    signed_in_once(stand)
    assert ("max_offer" in met) == ("max_quiz_skippable" in variants)
    assert ("promo" in met) == ("mfa_promo" in variants)
    assert ("roles" in met) == ("no_role_page" not in variants)


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


DISGUISED = """addEventListener("DOMContentLoaded", () => {
  document.body.insertAdjacentHTML("afterbegin", `<a ng-click="sign()" hidden>Войти</a>`);
  const later = [...document.querySelectorAll(".role-card")].slice(1).map((card) => card.parentElement);
  const form = later[0] && later[0].parentElement;
  later.forEach((one) => one.remove());
  setTimeout(() => form && form.append(...later), 1000);
});
const find = document.querySelectorAll.bind(document);
document.querySelectorAll = (css) => {
  const found = [...find(css)];
  const boxes = [...find("form > div")];
  if (css.includes("form button") && boxes.length > 1 && found.length > 1) {
    // As when a card comes late: what was read a moment ago stands elsewhere when it is pressed.
    queueMicrotask(() => boxes[0].before(boxes[boxes.length - 1]));
  }
  return found;
};"""
"""A hidden copy of the link to the sign-in. Every card but the first is held back for a second, as a page does that
asks for them one by one; then they change places."""


def test_pages_still_being_built_are_read_as_they_get_and_while_esia_remembers_us_no_secret_is_typed_again(
    stand: Stand,
) -> None:
    async def disguise(session: CabinetSession) -> None:
        await (await session.page()).add_init_script(DISGUISED)

    async def again(session: CabinetSession) -> None:
        signed_in_once(stand)
        stand.begin()
        await session.context.clear_cookies(name="sessionid")
        await sign_in(session, ogrn=stand.ogrn, credentials=None, patience=QUICK)
        assert await session.probe() is Liveness.ALIVE

    stand.begin()
    assert enter(stand, again, before=disguise) == "cabinet"
    assert stand.events("esia_login") == []
    assert [event["ogrn"] for event in stand.events("sign_in")] == [stand.ogrn]


def test_a_stranger_s_cabinet_is_not_taken_for_ours_because_a_call_failed(stand: Stand) -> None:
    """Only our own question is broken: the page of the cabinet asks who is signed in, too."""
    left = [1]

    async def break_answers(session: CabinetSession) -> None:
        async def answer(route: Route) -> None:
            if route.request.resource_type == "fetch" and left[0]:
                left[0] -= 1
                await route.fulfill(status=502, body="Bad Gateway")
            else:
                await route.continue_()

        await session.context.route("**/ppa/current-user", answer)

    async def scene() -> None:
        async with stand.visit() as session:
            await break_answers(session)
            with pytest.raises(AccessDenied, match="другой организации"):
                await sign_in(session, ogrn=STRANGER, credentials=stand.credentials(), patience=QUICK)
            assert left == [0], "asked again after one failure"
            left[0] = 2
            await session.context.clear_cookies(name="sessionid")
            with pytest.raises(SiteUnavailable):
                await sign_in(session, ogrn=STRANGER, credentials=stand.credentials(), patience=QUICK)
            assert left == [0], "and after two of them nothing is believed"

    stand.begin("no_role_page")
    in_a_loop(stand, scene())
