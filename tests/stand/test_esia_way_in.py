"""The way through the sign-in screens in a real browser: what lets a person on, and what ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from esia_visitor import MARKS_AFTER_CODE, MARKS_AFTER_PASSWORD, Visitor
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from conftest import RunningStand


def test_the_way_ends_in_the_cabinet_with_a_session_cookie_and_while_esia_remembers_needs_only_the_role(
    visitor: Visitor,
) -> None:
    session_id = visitor.begin().password().totp().role().interstitial(save=True).arrived()
    assert len(session_id) == 34
    [cookie] = [c for c in visitor.page.context.cookies() if c["name"] == "sessionid"]
    assert (cookie["domain"], cookie["httpOnly"], cookie["expires"]) == (".dom.localhost", True, -1)
    signed_in = visitor.stand.events("sign_in")[-1]
    assert (signed_in["login"], signed_in["ogrn"]) == (visitor.account["login"], visitor.account["ogrn"])

    passwords = len(visitor.stand.events("esia_login"))
    visitor.begin().role().arrived()
    assert len(visitor.stand.events("esia_login")) == passwords
    names = {c["name"] for c in visitor.page.context.cookies() if c["domain"] == "esia.localhost"}
    assert names == {"fhp", "ESIA_SESSION", "JSESSIONID", "bs", "ctx_id", "sso_segment"}


def test_three_wrong_passwords_bring_the_captcha_and_its_digits_let_on(tab: Page, shared_stand: RunningStand) -> None:
    page = tab
    visitor = Visitor(page, shared_stand, shared_stand.facts["accounts"][1]).begin()
    for _ in range(2):
        visitor.password("wrong")
        expect(page.locator(".error-label.mb-4")).to_have_text("Неверный логин или пароль")
    visitor.password("wrong")
    assert visitor.see(MARKS_AFTER_PASSWORD["captcha"]).text_content() == "Введите код с картинки"
    assert page.locator("esia-root > div > esia-login").count() == 1, "the form stays beside the captcha"
    assert not page.locator("#password").is_visible()
    image = page.locator("esia-reaction img")
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth") > 100
    expected = shared_stand.events("esia_reaction")[-1]["expected"]
    assert expected not in page.content(), "the page must not hold the answer"
    visitor.captcha()
    expect(page.locator(".error-label.mb-4")).to_have_text("Неверный логин или пароль")
    visitor.password().captcha().totp().role().interstitial().arrived()


def test_a_remembered_user_sees_no_login_field_and_an_only_role_is_not_asked_for(visitor: Visitor) -> None:
    visitor.begin("remembered_user", "no_role_page", login=visitor.account["login"]).see("#password")
    assert visitor.page.locator("#login").count() == 0
    visitor.password().totp().interstitial().arrived()


def test_slow_render_leaves_the_page_empty_for_three_seconds(visitor: Visitor) -> None:
    visitor.begin("slow_render")
    root = visitor.see("esia-root[data-delay]")
    assert root.get_attribute("data-delay") == "3000"
    visitor.see("#login")
    shown, loaded = visitor.page.evaluate(
        "() => [performance.now(), performance.getEntriesByType('navigation')[0].domInteractive]"
    )
    assert shown - loaded >= 2900


def test_stuck_after_the_code_moves_on_only_when_reloaded(visitor: Visitor) -> None:
    visitor.begin("stuck_after_totp").password()
    with visitor.page.expect_response("**/totp/verify*") as answered:
        visitor.totp()
    assert answered.value.status == 202
    assert visitor.page.locator("esia-ttp").is_visible()
    visitor.page.reload()
    visitor.role().interstitial().arrived()


def test_the_forced_max_offer_has_no_button_and_waits_for_the_telephone(visitor: Visitor) -> None:
    visitor.begin("max_quiz_forced").password().totp().see("esia-max-quiz h1")
    assert visitor.page.locator("esia-max-quiz button").count() == 0
    visitor.page.locator("stand-phone summary").click()
    visitor.page.get_by_role("button", name="Подтвердить на телефоне").click()
    visitor.role().interstitial().arrived()


def test_a_push_is_confirmed_on_the_telephone(visitor: Visitor) -> None:
    visitor.begin("push").password().see("esia-push")
    visitor.page.locator("stand-phone summary").click()
    visitor.page.get_by_role("button", name="Подтвердить на телефоне").click()
    visitor.see("#app form button")


def test_the_offer_of_a_factor_can_be_declined_and_the_duty_cannot(visitor: Visitor) -> None:
    visitor.begin("mfa_promo").password().see("button.plain-button-inline").click()
    visitor.see("#app form button")
    visitor.page.context.clear_cookies()
    visitor.begin("mfa_required").password().see("esia-mfa-required")
    assert visitor.page.locator("button.plain-button-inline").count() == 0


def test_the_question_the_offer_of_max_and_near_equal_names_are_passed_on_one_way(visitor: Visitor) -> None:
    visitor.begin("question", "max_quiz_skippable", "near_equal_names").password()
    text = visitor.see("esia-reaction p").inner_text()
    assert "Подтвердите, что это вы" in text
    assert text.splitlines()[-1] == "Первые 2 цифры номера паспорта"
    visitor.page.locator("div.abstract-request-information__input input").fill(
        visitor.stand.events("esia_reaction")[-1]["expected"]
    )
    visitor.page.locator("div.abstract-request-information__input button").click()
    visitor.totp()
    expect(visitor.page.locator("esia-max-quiz h1")).to_have_text("Подтверждайте вход через мессенджер MAX")
    visitor.see(MARKS_AFTER_CODE["max_quiz_skippable"]).click()
    visitor.see("#app form button")
    ours = visitor.account["ogrn"]
    containing = visitor.page.locator("#app form button").filter(has_text=ours)
    assert containing.count() >= 2, "a robot that looks for a substring must be caught"
    visitor.role().interstitial().arrived()
    assert visitor.stand.events("sign_in")[-1]["ogrn"] == ours


def test_the_signature_ends_at_the_missing_plugin(visitor: Visitor) -> None:
    visitor.begin("signature").see("esia-eds button.plain-button.plain-button_wide").click()
    expect(visitor.page.locator("esia-modal h3")).to_have_text("Выберите сертификат для входа")
    visitor.page.locator(
        "esia-modal > div > div:nth-child(2) > div > ng-component > div > esia-eds-item > div > button"
    ).nth(1).click()
    expect(visitor.page.locator("esia-modal")).to_contain_text("Не установлен плагин")


@pytest.mark.parametrize("variant", ["ogrn_absent", "no_privileges"])
def test_variants_of_the_role_page(visitor: Visitor, variant: str) -> None:
    visitor.begin(variant).password().totp()
    if variant == "ogrn_absent":
        visitor.see("#app form button")
        assert visitor.page.get_by_text(f"ОГРН: {visitor.account['ogrn']}", exact=True).count() == 0
    else:
        visitor.role().interstitial().page.wait_for_url("**/#!/no-privileges")
        assert not [c for c in visitor.page.context.cookies() if c["name"] == "sessionid"]


def test_a_private_person_comes_to_no_privileges(visitor: Visitor) -> None:
    visitor.begin().password().totp().see("#app form button").click()
    visitor.interstitial().page.wait_for_url("**/#!/no-privileges")
