"""The cabinet, read-only and outside any run: session, clock, rights, rule of the messages, canary of the selectors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

from rpa.cabinet import Cabinet, CabinetSession, Liveness
from rpa.cabinet.identity import Identity, identify, refuse_stranger
from rpa.cabinet.screens import NothingToShow, open_screen
from rpa.cabinet.selector_check import check_page
from rpa.cabinet.selector_mending import SCREENS
from rpa.errors import AccessDenied, NeedsOperator, PageChanged, RpaError
from rpa.inquiries.notification import CabinetState, explain
from rpa.job.arriving import open_session
from rpa.job.keeping import load_session
from rpa.operate.doctor.complaint import Complaint, fine, of_error, warning, wrong
from rpa.operate.place import Place

CLOCK_SECONDS = 60
CANARY = ("home", "debt_requests", "inquiries")


def site(place: Place) -> Iterator[Complaint]:
    """Everything that needs the cabinet. Without a live session the rest is told as not looked at."""

    async def look() -> list[Complaint]:
        state, kept = load_session(place.folder.session, place.secrets), place.browser
        async with open_session(place.settings, state, headless=True, browser=kept) as session:
            return [one async for one in _look(place, session, known=state is not None)]

    yield from place.complete(look())


async def _look(place: Place, session: CabinetSession, *, known: bool) -> AsyncIterator[Complaint]:
    if not known or await session.probe() is not Liveness.ALIVE:
        yield _lost(place, known=known)
        return
    yield fine("session", "сессия кабинета", "жива")
    try:
        identity = await identify(session)
        refuse_stranger(identity, place.settings.organization.ogrn)
    except AccessDenied as error:
        yield of_error("organization", "организация", error)
        return
    if (silent := silent_of_owner(identity)) is not None:
        yield silent
    if identity is not None and identity.clock is not None:
        yield _clock(place.now(), identity.clock)
    cabinet = await Cabinet.of(session)
    yield await _menu(cabinet)
    for name in CANARY:
        yield await _canary(cabinet, name, place.folder.slug)
    yield await _messages(cabinet, place.folder.slug)


def _lost(place: Place, *, known: bool) -> Complaint:
    said, cure = "закончилась" if known else "ещё не было входа", f"rpa sign-in -o {place.folder.slug}"
    if place.settings.sign_in.method == "person":
        means = "Следующий прогон остановится у входа и будет ждать человека."
        return wrong("session", "сессия кабинета", said, means, cure, NeedsOperator.exit_code)
    means = "Робот войдёт сам; права, сообщения и селекторы сейчас не проверены."
    return warning("session", "сессия кабинета", said, means, cure)


def silent_of_owner(identity: Identity | None) -> Complaint | None:
    """A cabinet that does not say whose it is: then nothing but the person who signed in has looked at that."""
    if identity is not None and identity.ogrn:
        return None
    means = "Войди человек от имени другой организации, робот этого не увидит и ответит за неё."
    cure = "Сверьте название организации в шапке кабинета с настройками после каждого своего входа"
    return warning("organization", "организация", "кабинет не говорит, чей он", means, cure)


def _clock(ours: datetime, theirs: datetime) -> Complaint:
    """The site's clock counts the terms; codes of ЕСИА live 30 seconds of it."""
    apart = round((ours.astimezone(UTC) - theirs.astimezone(UTC)).total_seconds())
    if abs(apart) <= CLOCK_SECONDS:
        return fine("clock", "часы", f"расходятся с сайтом на {abs(apart)} с")
    means = "Сроки считаются неверно, а коды входа из приложения не подойдут."
    said = f"{'спешат' if apart > 0 else 'отстают'} на {abs(apart)} с"
    return wrong("clock", "часы", said, means, "Включите синхронизацию времени (Linux: timedatectl set-ntp true)")


async def _menu(cabinet: Cabinet) -> Complaint:
    try:
        await cabinet.home.open()
        offered = await cabinet.home.offers()
    except RpaError as error:
        return of_error("cabinet_rights", "права в кабинете", error)
    titles = {"debt_requests": "ответы на запросы о задолженности", "inquiries": "обращения"}
    missing = [title for name, title in titles.items() if not offered[name]]
    if not missing:
        return fine("cabinet_rights", "права в кабинете", "есть: " + ", ".join(titles.values()))
    means = "Эти разделы робот не прочитает."
    cure = "Администратор организации выдаёт права в разделе «Предоставление прав доступа»"
    said = f"меню не показывает: {', '.join(missing)}"
    if not offered["debt_requests"]:
        return wrong("cabinet_rights", "права в кабинете", said, means, cure, AccessDenied.exit_code)
    return warning("cabinet_rights", "права в кабинете", said, means, cure)


async def _canary(cabinet: Cabinet, name: str, slug: str) -> Complaint:
    key, what = f"canary.{name}", f"экран «{SCREENS[name]}»"
    cure = f"rpa selectors check --page {name} -o {slug}"
    try:
        bad = [one for one in await check_page(await open_screen(cabinet, name)) if not one.good]
    except NothingToShow as error:
        return fine(key, what, error.what)
    except RpaError as error:
        return of_error(key, what, error)
    if not bad:
        return fine(key, what, "узнан, все ключи на месте")
    means = "Сайт изменился: прогон остановится на этом экране."
    said = "; ".join(f"{one.key} (selectors.yaml:{one.line}): {one.expected}, найдено {one.found}" for one in bad[:3])
    return wrong(key, what, said, means, cure, PageChanged.exit_code)


async def _messages(cabinet: Cabinet, slug: str) -> Complaint:
    key, what = "messages", "сообщения об обращениях"
    try:
        user = await cabinet.home.user() if await cabinet.home.is_here() else None
        box = await cabinet.organization_settings.read()
        verdict = explain(CabinetState(box, await cabinet.employees.read(), user or ""))
    except AccessDenied:
        means = "Придёт ли письмо о новом обращении, видно только администратору организации."
        cure = f"Попросите администратора: rpa cabinet check -o {slug}"
        return warning(key, what, "нет прав посмотреть", means, cure)
    except RpaError as error:
        return of_error(key, what, error)
    if verdict.arrives:
        return fine(key, what, verdict.findings[-1].sentence)
    found = [one for one in verdict.findings if not one.fine]
    said = found[0].sentence if found else "письмо не придёт никому"
    cure = f"rpa cabinet plan -o {slug}; rpa cabinet apply -o {slug}"
    return warning(key, what, said, "О новых обращениях узнают только из прогона.", cure)
