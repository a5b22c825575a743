"""The steps of the set-up as they are asked: ask → try → keep. How each is tried is in ``rpa.operate.wizard``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from rpa.audit.journal import refuse_another
from rpa.cli.context import locate
from rpa.cli.output import err, print_line, progress_bar, warn
from rpa.cli.setting_up import asking
from rpa.cli.setting_up.asking import Left, say
from rpa.debts.deadline import MOSCOW
from rpa.errors import InteractionNeeded, RpaError
from rpa.operate.notices import forget_told
from rpa.operate.place import Place
from rpa.operate.wizard import STEPS, Draft, check_ogrn, refuse_second_folder, tried_secrets, try_served_houses
from rpa.settings.needed import SIGN_IN_SECRETS, needed_secrets
from rpa.settings.refusals import Refusals
from rpa.settings.site import Site

Step = Callable[[Draft], None]

_ADDRESS = "notices_1"
"""The secret an address for notices is kept as."""


def walk(draft: Draft, steps: Sequence[str]) -> None:
    """Ask the steps one by one. One that fails is told and left for later; leaving loses nothing that was kept."""
    from rpa.operate.browser_thread import BrowserThread

    draft.thread = BrowserThread()
    try:
        _ask(draft, steps)
    finally:
        draft.thread.close()
        draft.thread = None


def _ask(draft: Draft, steps: Sequence[str]) -> None:
    failed: list[str] = []
    try:
        for step in steps:
            number = list(STEPS).index(step) + 1
            err.print(f"\n[bold]{number}/{len(STEPS)}. {STEPS[step]}[/]")
            try:
                _STEPS[step](draft)
                draft.keep(step)
            except RpaError as error:
                if not draft.folder.settings.exists():
                    raise
                draft.forget()
                warn(str(error))
                failed.append(step)
    except Left:
        print_line("\nОстановлено. Всё, что проверено, сохранено; продолжить: rpa setup " + draft.folder.slug)
        return
    slug = draft.folder.slug
    for step in failed:
        print_line(f"Осталось: {STEPS[step]} — rpa setup {step} -o {slug}")
    print_line(f"Настройки: {draft.folder.settings}")
    print_line(f"Осмотр в любое время: rpa doctor -o {slug}")


def place_of(draft: Draft) -> Place:
    """The organization as a run would see it. Settings are saved first: that is what a run reads."""
    return replace(locate(draft.folder.machine.path, draft.folder.slug), thread=draft.thread)


def _organization(draft: Draft) -> None:
    known = draft.section("organization")
    name = asking.text("Название организации", known.get("name", ""))

    def number() -> str:
        typed = check_ogrn(asking.text("ОГРН (по нему выбирается организация после входа)", known.get("ogrn", "")))
        refuse_another(draft.folder.journal, typed)
        refuse_second_folder(draft.folder, typed, Site.model_validate(draft.section("site")))
        return typed

    draft.put("organization", name=name, ogrn=asking.until(number))


def _browser(draft: Draft) -> None:
    from rpa.cabinet import BrowserOptions
    from rpa.cabinet.browser import find_browser
    from rpa.cabinet.browser_install import ensure_browser

    known = draft.settings.browser.executable
    if find_browser(known) is None and asking.yes("Браузера Chromium нет. Установить?"):
        ensure_browser(print_line)
    thread = draft.thread
    assert thread is not None
    # Started to be tried, it stays for the steps to come.
    version = thread.run(thread.browser.version(BrowserOptions(executable=known)))
    say([f"Chromium {version}: запускается.", f"Где: {find_browser(known) or 'загружен Playwright'}"])


def _sign_in(draft: Draft) -> None:
    from rpa.cli.sign_in import carry_over, has_a_screen, in_a_window, without_window

    ways = {
        "window": "человек входит в окне браузера; пароль не хранится (рекомендуется)",
        "cookie": "человек входит в своём браузере и переносит сессию; пароль не хранится",
        "totp": "робот входит сам: логин, пароль и ключ TOTP в зашифрованном хранилище",
        "later": "позже",
    }
    if not has_a_screen():
        del ways["window"]
    automatic = draft.settings.sign_in.method == "totp"
    way = asking.choice("Как входить в кабинет", ways, "totp" if automatic else next(iter(ways)))
    if way == "later":
        return
    draft.save()
    draft.put("sign_in", method="totp" if way == "totp" else None)
    place = replace(place_of(draft), settings=draft.settings)
    say([f"Секреты и сессия: {place.secrets.describe()}."])
    if way == "window":
        in_a_window(place)
    elif way == "cookie":
        carry_over(place)
    else:
        typed = {
            "login": ask_login(place.secrets.get("login")),
            "password": asking.secret("Пароль"),
            "totp_secret": asking.secret("Ключ TOTP (base32 или otpauth://…)"),
        }
        # A person who types them has looked after what was refused before.
        Refusals(place.folder.machine.refusals).forget()
        with tried_secrets(place.secrets, typed):
            try:
                without_window(place, anew=True)
            except InteractionNeeded:
                draft.save()
                raise
    if way != "totp" and (kept := [name for name in SIGN_IN_SECRETS if place.secrets.get(name) is not None]):
        # Only when the settings no longer ask for them: else a run between the two would stumble.
        draft.save()
        for name in kept:
            place.secrets.delete(name)
        say([f"Из хранилища удалены: {', '.join(kept)}."])
    say(["Кабинет открылся, сессия сохранена."])


def ask_login(kept: str | None) -> str:
    """The login; Enter alone is the one that is ``kept``, which is not shown: no command shows a secret."""
    return (asking.text("Логин ЕСИА (Enter — прежний)") or kept) if kept else asking.text("Логин ЕСИА")


def _who(draft: Draft) -> None:
    from rpa.cli.sign_in import without_window
    from rpa.operate.wizard.looking import who_we_are

    place = place_of(draft)
    if place.settings.sign_in.method == "totp":
        without_window(place)
    say(who_we_are(place))


def _cabinet(draft: Draft) -> None:
    from rpa.inquiries.notification import explain
    from rpa.operate.cabinet_settings import read_state
    from rpa.operate.wizard.staff import candidates, wished

    with progress_bar("Читаю кабинет"):
        state = read_state(place_of(draft))
    say([f"Сейчас письма об обращениях {'включены' if state.email_notifications else 'выключены'}."])
    say([finding.sentence for finding in explain(state).findings])
    draft.put("cabinet", email_notifications=asking.yes("Получать письма о новых обращениях?"))
    wishes = draft.settings.cabinet.employees
    people = candidates(state, wishes)
    if lost := len(wishes) - sum(one.wish is not None for one in people):
        say([f"Записей в настройках, к которым не подходит ровно один работающий сотрудник: {lost}; их не будет."])
    labels = {str(number): one.label for number, one in enumerate(people)}
    ticked = [str(number) for number, one in enumerate(people) if one.ticked]
    chosen = asking.several("Кто работает с обращениями", labels, ticked)
    draft.put("cabinet", employees=[wished(people[int(number)]) for number in chosen])
    say(["Пока ничего не изменено. Разница: rpa cabinet plan, привести: rpa cabinet apply."])


def _dataset(draft: Draft) -> None:
    from rpa.cli.setting_up.dataset import ask_dataset

    ask_dataset(draft)


def _houses(draft: Draft) -> None:
    def try_it(path: Path) -> bool:
        tried = try_served_houses(path)
        say(tried.lines)
        return tried.good

    path = asking.file("Список обслуживаемых домов", draft.section("dataset").get("served_houses"), try_it)
    if path is not None:
        draft.put("dataset", served_houses=str(path))


def _policy(draft: Draft) -> None:
    words = {
        "nothing": "ничего: каждый ответ утверждает человек (рекомендуется)",
        "no_debt_exact": "точное «нет»: по жилью нет ни одной строки данных",
        "no_debt": "любое доказанное «нет»; «имеется» всегда утверждает человек",
    }
    known = draft.settings.decision
    automatic = asking.choice("Что отправлять без утверждения человеком", words, known.automatic)
    two = asking.yes("Ответ «имеется» утверждают два разных человека?", default=known.two_people_for_debt)
    draft.put("decision", automatic=automatic, two_people_for_debt=two)


def _notices(draft: Draft) -> None:
    from rpa.operate.notices.trying import send_test

    say(["Адреса: mailto://…, tgram://…, mmost://…, ntfy://…, json://… (docs/operations.md). Хранятся как секреты."])
    known = draft.settings.notices.urls
    if known and not asking.yes(f"Адресов уже настроено: {len(known)}. Заменить?", default=False):
        return
    address = asking.secret("Куда сообщать о сроках и входе (пусто — никуда)")
    if not address:
        asked = needed_secrets(draft.settings)
        draft.put("notices", urls=None)
        if _ADDRESS in asked and _ADDRESS not in needed_secrets(draft.settings):
            draft.save()
            place_of(draft).secrets.delete(_ADDRESS)
        return
    place = place_of(draft)
    send_test(place, [address])
    say(["Пробное сообщение доставлено."])
    place.secrets.set(_ADDRESS, address)
    forget_told(place.folder.notices)
    draft.put("notices", urls=[f"vault:{_ADDRESS}"])


def _schedule(draft: Draft) -> None:
    from rpa.cli.setting_up.schedule import ask_schedule

    ask_schedule(draft)


def _plan(draft: Draft) -> None:
    from rpa.operate.wizard.looking import dry_plan

    with progress_bar("Читаю запросы и строю план (ничего не отправляется)"):
        lines = dry_plan(place_of(draft))
    say(lines)
    say([f"Настоящий план: rpa debts plan -o {draft.folder.slug}"])


_STEPS: dict[str, Step] = {
    "organization": _organization,
    "browser": _browser,
    "sign-in": _sign_in,
    "who": _who,
    "cabinet": _cabinet,
    "dataset": _dataset,
    "houses": _houses,
    "policy": _policy,
    "notices": _notices,
    "schedule": _schedule,
    "plan": _plan,
}


def today() -> datetime:
    return datetime.now(MOSCOW)
