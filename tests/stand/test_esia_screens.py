"""The sign-in screens in a real browser: what each variant shows, and where the way ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from esia_visitor import Visitor
from playwright.sync_api import Page, expect

from rpa.stand.signin_variants import VARIANTS

if TYPE_CHECKING:
    from conftest import RunningStand

FORM = "body > esia-root > div > esia-login > div > div.form-container.esia-form-container.disable-outline > form"
CELLS = {
    "new_cells": "esia-code-input > div > div > code-input > span:nth-child({n}) > input[type=tel]",
    "old_cells": "esia-code-input > div > code-input > span:nth-child({n}) > input[type=tel]",
}
# What marks the screen of a variant, once the password has been sent.
MARKS_AFTER_PASSWORD = {
    "totp": "esia-enter-mfa > esia-ttp > form > div.input-control > div > esia-code-input",
    "sms": "esia-enter-mfa > esia-otp > div:nth-child(1) > form > div > esia-code-input",
    "captcha": "esia-root > esia-reaction > div > div > div > div > div > h3",
    "question": "esia-reaction div.abstract-request-information__input > div:nth-child(1) > label > input",
    "max_code": "esia-enter-mfa > esia-otp-max",
    "push": "esia-enter-mfa > esia-push",
    "mfa_promo": "button.plain-button-inline",
    "mfa_required": "esia-mfa-required",
}
MARKS_AFTER_CODE = {
    "max_quiz_skippable": "esia-max-quiz > div > div.mt-40 > div > button",
    "max_quiz_forced": "esia-max-quiz > div > h1",
    "change_password": "esia-change-password",
    "unknown_screen": "esia-confirm-contacts",
}
MARKS_AT_ONCE = {
    "signature": "esia-eds button.plain-button.plain-button_wide",
    "maintenance": ".shadow-block .dot-flashing",
}


@pytest.fixture
def visitor(page: Page, shared_stand: RunningStand) -> Visitor:
    return Visitor(page, shared_stand)


def test_the_way_without_variants_ends_in_the_cabinet_with_a_session_cookie_of_34_characters(
    visitor: Visitor,
) -> None:
    session_id = visitor.begin().password().totp().role().interstitial().arrived()
    assert len(session_id) == 34
    [cookie] = [c for c in visitor.page.context.cookies() if c["name"] == "sessionid"]
    assert (cookie["domain"], cookie["httpOnly"], cookie["expires"]) == (".dom.localhost", True, -1)
    signed_in = visitor.stand.events("sign_in")[-1]
    assert (signed_in["login"], signed_in["ogrn"]) == (visitor.account["login"], visitor.account["ogrn"])


def test_the_form_has_the_places_and_captions_robots_rely_on(visitor: Visitor) -> None:
    visitor.begin().see("#login")
    page = visitor.page
    assert page.locator(f"{FORM} > div.mt-40 > button.plain-button.plain-button_wide").text_content() == " Войти "
    assert page.locator("#password").get_attribute("class") == "plain-input no-label"
    captions = page.locator(f"{FORM} button").all_text_contents()
    assert captions.index(" Восстановить ") < captions.index(" Войти ")
    assert {" Не удаётся войти ", " Зарегистрироваться "} <= set(captions)
    assert page.locator("[aria-label='QR-код'], [aria-label='Эл. подпись']").count() == 2
    assert page.get_by_text("Куда ещё можно войти с паролем от Госуслуг?").is_visible()


def test_the_help_window_closes_by_its_button(visitor: Visitor) -> None:
    visitor.begin().see("#login")
    visitor.page.get_by_role("button", name="Не удаётся войти").click()
    visitor.see("esia-modal")
    visitor.page.get_by_role("button", name="Закрыть окно").click()
    expect(visitor.page.locator("esia-modal")).to_have_count(0)


def test_empty_fields_are_named_before_anything_is_sent(visitor: Visitor) -> None:
    sent_before = len(visitor.stand.events("esia_login"))
    visitor.begin().see("#login")
    visitor.page.get_by_role("button", name="Войти", exact=True).click()
    expect(visitor.page.locator(".error-label.mb-4")).to_have_text(
        ["Введите номер телефона, СНИЛС или электронную почту", "Заполните поле"]
    )
    assert len(visitor.stand.events("esia_login")) == sent_before


def test_three_wrong_passwords_bring_the_captcha_and_its_digits_let_on(page: Page, shared_stand: RunningStand) -> None:
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


def test_a_wrong_captcha_draws_another_picture(visitor: Visitor) -> None:
    visitor.begin("captcha").password()
    first = visitor.see("esia-reaction img").get_attribute("src")
    visitor.page.locator(".esia-captcha__code-entry input").fill("1")
    visitor.page.locator(".esia-captcha__code-entry button").click()
    expect(visitor.page.locator("esia-reaction .error-label")).to_have_text("Код введён неверно")
    expect(visitor.page.locator("esia-reaction img")).not_to_have_attribute("src", first or "")


@pytest.mark.parametrize("variant", sorted(MARKS_AT_ONCE))
def test_a_variant_of_the_entry_shows_its_screen(visitor: Visitor, variant: str) -> None:
    visitor.begin(variant).see(MARKS_AT_ONCE[variant])
    assert not visitor.page.locator("#password").is_visible()


@pytest.mark.parametrize("variant", sorted(MARKS_AFTER_PASSWORD))
def test_a_variant_of_the_factor_shows_its_screen_after_the_password(visitor: Visitor, variant: str) -> None:
    visitor.begin(variant).password().see(MARKS_AFTER_PASSWORD[variant])
    others = {mark for name, mark in MARKS_AFTER_PASSWORD.items() if name not in (variant, "mfa_promo")}
    shown = [mark for mark in others if visitor.page.locator(mark).first.is_visible()]
    assert shown == []


@pytest.mark.parametrize("variant", sorted(MARKS_AFTER_CODE))
def test_a_variant_after_the_code_shows_its_screen(visitor: Visitor, variant: str) -> None:
    visitor.begin(variant).password().totp().see(MARKS_AFTER_CODE[variant])


def test_every_variant_of_the_table_is_shown_by_some_test_here() -> None:
    elsewhere = {
        "new_cells", "old_cells", "remembered_user", "slow_render", "stuck_after_totp", "near_equal_names",
        "ogrn_absent", "no_role_page", "no_privileges", "news_window",
    }  # fmt: skip
    assert elsewhere | MARKS_AT_ONCE.keys() | MARKS_AFTER_PASSWORD.keys() | MARKS_AFTER_CODE.keys() == VARIANTS.keys()


@pytest.mark.parametrize("layout", sorted(CELLS))
@pytest.mark.parametrize("way", ["typed into the first cell", "pasted into the first cell", "digit by digit"])
def test_six_cells_advance_and_submit_by_themselves(visitor: Visitor, layout: str, way: str) -> None:
    visitor.begin("sms", layout).password()
    first = visitor.see(CELLS[layout].format(n=1))
    assert visitor.page.locator(CELLS[layout].replace(":nth-child({n})", "")).count() == 6
    other = CELLS["old_cells" if layout == "new_cells" else "new_cells"].format(n=1)
    assert visitor.page.locator(other).count() == 0
    code = visitor.stand.events("sms")[-1]["code"]
    if way.startswith("typed"):
        first.press_sequentially(code)
    elif way.startswith("pasted"):
        first.evaluate(
            """(cell, text) => {
                const data = new DataTransfer();
                data.setData("text", text);
                cell.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
            }""",
            code,
        )
    else:
        for place, digit in enumerate(code, start=1):
            visitor.page.locator(CELLS[layout].format(n=place)).fill(digit)
    visitor.see("#app form button")


def test_a_wrong_code_says_how_many_attempts_are_left_and_the_third_ends_them(visitor: Visitor) -> None:
    visitor.begin("sms").password().see("esia-otp")
    right = visitor.stand.events("sms")[-1]["code"]
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for left in (2, 1):
        visitor.code(wrong)
        expect(visitor.page.locator(".error-label.mb-4")).to_have_text(f"Неверный код. Осталось попыток: {left}")
        expect(visitor.page.locator("esia-code-input input").first).to_have_value("")
    visitor.code(wrong).see("#login")
    expect(visitor.page.locator(".error-label.mb-4")).to_contain_text("Попытки ввода кода закончились")


def test_a_code_sent_again_replaces_the_first(visitor: Visitor) -> None:
    visitor.begin("sms").password().see("esia-otp")
    seen = len(visitor.stand.events("sms"))
    with visitor.page.expect_response("**/otp/resend"):
        visitor.page.get_by_role("button", name="Отправить код повторно").click()
    codes = [event["code"] for event in visitor.stand.events("sms")]
    assert len(codes) == seen + 1
    visitor.code(codes[-1]).see("#app form button")


def test_a_remembered_user_sees_no_login_field_and_gets_in_by_password(visitor: Visitor) -> None:
    visitor.begin("remembered_user", login=visitor.account["login"]).see("#password")
    assert visitor.page.locator("#login").count() == 0
    visitor.password().totp().role().interstitial().arrived()


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


def test_the_max_offer_can_be_skipped_once(visitor: Visitor) -> None:
    visitor.begin("max_quiz_skippable").password().totp()
    expect(visitor.page.locator("esia-max-quiz h1")).to_have_text("Подтверждайте вход через мессенджер MAX")
    visitor.see(MARKS_AFTER_CODE["max_quiz_skippable"]).click()
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


def test_the_question_is_the_last_line_and_its_answer_lets_on(visitor: Visitor) -> None:
    visitor.begin("question").password()
    text = visitor.see("esia-reaction p").inner_text()
    assert "Подтвердите, что это вы" in text
    assert text.splitlines()[-1] == "Первые 2 цифры номера паспорта"
    visitor.page.locator("div.abstract-request-information__input input").fill(
        visitor.stand.events("esia_reaction")[-1]["expected"]
    )
    visitor.page.locator("div.abstract-request-information__input button").click()
    visitor.totp().role().interstitial().arrived()


def test_the_signature_ends_at_the_missing_plugin(visitor: Visitor) -> None:
    visitor.begin("signature").see("esia-eds button.plain-button.plain-button_wide").click()
    expect(visitor.page.locator("esia-modal h3")).to_have_text("Выберите сертификат для входа")
    visitor.page.locator(
        "esia-modal > div > div:nth-child(2) > div > ng-component > div > esia-eds-item > div > button"
    ).nth(1).click()
    expect(visitor.page.locator("esia-modal")).to_contain_text("Не установлен плагин")


def test_the_role_page_is_plain_and_lists_the_private_person_first(visitor: Visitor) -> None:
    visitor.begin().password().totp().see("body > div#app form button")
    assert visitor.page.locator("esia-root").count() == 0
    cards = visitor.page.locator("#app form button[type=submit]").all_inner_texts()
    assert "ОГРН" not in cards[0]
    assert all(re.search(r"ОГРН: \d{13}", card) for card in cards[1:])


def test_near_equal_names_hold_our_number_inside_another(visitor: Visitor) -> None:
    visitor.begin("near_equal_names").password().totp().see("#app form button")
    ours = visitor.account["ogrn"]
    containing = visitor.page.locator("#app form button").filter(has_text=ours)
    assert containing.count() >= 2, "a robot that looks for a substring must be caught"
    visitor.role().interstitial().arrived()
    assert visitor.stand.events("sign_in")[-1]["ogrn"] == ours


@pytest.mark.parametrize("variant", ["ogrn_absent", "no_role_page", "no_privileges"])
def test_variants_of_the_role_page(visitor: Visitor, variant: str) -> None:
    visitor.begin(variant).password().totp()
    if variant == "ogrn_absent":
        visitor.see("#app form button")
        assert visitor.page.get_by_text(f"ОГРН: {visitor.account['ogrn']}", exact=True).count() == 0
    elif variant == "no_role_page":
        visitor.interstitial().arrived()
    else:
        visitor.role().interstitial().page.wait_for_url("**/#!/no-privileges")
        assert not [c for c in visitor.page.context.cookies() if c["name"] == "sessionid"]


def test_a_private_person_comes_to_no_privileges(visitor: Visitor) -> None:
    visitor.begin().password().totp().see("#app form button").click()
    visitor.interstitial().page.wait_for_url("**/#!/no-privileges")


def test_while_esia_remembers_a_second_entry_needs_only_the_role(visitor: Visitor) -> None:
    visitor.begin().password().totp().role().interstitial(save=True).arrived()
    passwords = len(visitor.stand.events("esia_login"))
    visitor.begin().role().arrived()
    assert len(visitor.stand.events("esia_login")) == passwords
    names = {c["name"] for c in visitor.page.context.cookies() if c["domain"] == "esia.localhost"}
    assert names == {"fhp", "ESIA_SESSION", "JSESSIONID", "bs", "ctx_id", "sso_segment"}


def test_every_page_says_that_it_is_a_stand(visitor: Visitor) -> None:
    ribbon = visitor.page.get_by_text("УЧЕБНЫЙ СТЕНД").first
    visitor.begin().see("#login")
    expect(ribbon).to_be_visible()
    visitor.password().totp().see("#app form button")
    expect(ribbon).to_be_visible()
    visitor.role().see("#bContinue")
    expect(ribbon).to_be_visible()


def test_markup_in_a_name_stays_text(visitor: Visitor) -> None:
    errors: list[str] = []
    visitor.page.on("pageerror", lambda error: errors.append(str(error)))
    visitor.page.on("dialog", lambda dialog: errors.append(dialog.message))
    visitor.begin().see("#login").fill("<img src=x onerror=alert(1)>")
    visitor.page.locator("#password").fill("'\"><script>alert(1)</script>")
    visitor.page.get_by_role("button", name="Войти", exact=True).click()
    expect(visitor.page.locator(".error-label.mb-4")).to_have_text("Неверный логин или пароль")
    assert errors == []
