"""The sign-in screens in a real browser: what stands on each, and which variant shows it."""

from __future__ import annotations

import re

from esia_visitor import MARKS_AFTER_CODE, MARKS_AFTER_PASSWORD, MARKS_AT_ONCE, Visitor
from playwright.sync_api import expect

from rpa.stand.signin_variants import VARIANTS

FORM = "body > esia-root > div > esia-login > div > div.form-container.esia-form-container.disable-outline > form"
CELLS = {
    "new_cells": "esia-code-input > div > div > code-input > span:nth-child({n}) > input[type=tel]",
    "old_cells": "esia-code-input > div > code-input > span:nth-child({n}) > input[type=tel]",
}


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


def test_a_wrong_captcha_draws_another_picture(visitor: Visitor) -> None:
    visitor.begin("captcha").password()
    first = visitor.see("esia-reaction img").get_attribute("src")
    visitor.page.locator(".esia-captcha__code-entry input").fill("1")
    visitor.page.locator(".esia-captcha__code-entry button").click()
    expect(visitor.page.locator("esia-reaction .error-label")).to_have_text("Код введён неверно")
    expect(visitor.page.locator("esia-reaction img")).not_to_have_attribute("src", first or "")


def anew(visitor: Visitor, *variants: str) -> Visitor:
    """The way begins again in the same tab, which ЕСИА has never seen."""
    visitor.page.context.clear_cookies()
    return visitor.begin(*variants)


def test_a_variant_of_the_entry_shows_its_screen(visitor: Visitor) -> None:
    for variant, mark in MARKS_AT_ONCE.items():
        anew(visitor, variant).see(mark)
        assert not visitor.page.locator("#password").is_visible(), variant


def test_a_variant_of_the_factor_shows_its_screen_after_the_password(visitor: Visitor) -> None:
    for variant, mark in MARKS_AFTER_PASSWORD.items():
        anew(visitor, variant).password().see(mark)
        others = {mark for name, mark in MARKS_AFTER_PASSWORD.items() if name not in (variant, "mfa_promo")}
        shown = [mark for mark in others if visitor.page.locator(mark).first.is_visible()]
        assert shown == [], variant


def test_a_variant_after_the_code_shows_its_screen(visitor: Visitor) -> None:
    for variant, mark in MARKS_AFTER_CODE.items():
        anew(visitor, variant).password().totp().see(mark)
        others = [other for name, other in MARKS_AFTER_CODE.items() if name != variant]
        if variant == "max_quiz_skippable":
            others.remove(MARKS_AFTER_CODE["max_quiz_forced"])  # the same title, and a button besides
        assert not [other for other in others if visitor.page.locator(other).first.is_visible()], variant


def test_every_variant_of_the_table_is_shown_by_some_test_here() -> None:
    elsewhere = {
        "new_cells", "old_cells", "remembered_user", "slow_render", "stuck_after_totp", "near_equal_names",
        "ogrn_absent", "no_role_page", "no_privileges", "news_window", "two_cards", "selecting_card",
    }  # fmt: skip
    assert elsewhere | MARKS_AT_ONCE.keys() | MARKS_AFTER_PASSWORD.keys() | MARKS_AFTER_CODE.keys() == VARIANTS.keys()


def test_six_cells_advance_and_submit_by_themselves_in_whatever_way_they_are_filled(visitor: Visitor) -> None:
    """Two wrong codes, which ЕСИА names, and the right one, which lets on."""
    for layout, other in (("new_cells", "old_cells"), ("old_cells", "new_cells")):
        anew(visitor, "sms", layout).password()
        first = visitor.see(CELLS[layout].format(n=1))
        assert visitor.page.locator(CELLS[layout].replace(":nth-child({n})", "")).count() == 6, layout
        assert visitor.page.locator(CELLS[other].format(n=1)).count() == 0, layout
        right = visitor.stand.events("sms")[-1]["code"]
        wrong, refusal = f"{(int(right) + 1) % 10**6:06d}", visitor.page.locator(".error-label.mb-4")
        first.press_sequentially(wrong)
        expect(refusal).to_have_text("Неверный код. Осталось попыток: 2")
        expect(first).to_have_value("")
        first.evaluate(PASTE, wrong)
        expect(refusal).to_have_text("Неверный код. Осталось попыток: 1")
        expect(first).to_have_value("")
        for place, digit in enumerate(right, start=1):
            visitor.page.locator(CELLS[layout].format(n=place)).fill(digit)
        visitor.see("#app form button")


PASTE = """(cell, text) => {
    const data = new DataTransfer();
    data.setData("text", text);
    cell.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


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


def test_the_role_page_is_plain_and_lists_the_private_person_first(visitor: Visitor) -> None:
    visitor.begin().password().totp().see("body > div#app form button")
    assert visitor.page.locator("esia-root").count() == 0
    cards = visitor.page.locator("#app form button[type=submit]").all_inner_texts()
    assert "ОГРН" not in cards[0]
    assert all(re.search(r"ОГРН: \d{13}", card) for card in cards[1:])


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
