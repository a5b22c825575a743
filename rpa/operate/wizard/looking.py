"""What the set-up looks at in the cabinet: who we are, a dry plan."""

from __future__ import annotations

from rpa.cabinet import Cabinet, Liveness
from rpa.cabinet.identity import identify, refuse_stranger
from rpa.errors import SessionExpired
from rpa.job.arriving import open_session
from rpa.job.keeping import load_session
from rpa.operate.place import Place
from rpa.operate.planning import draw_plan, load_prepared, numbers, receive

_DECISIONS = {"debt": "имеется", "no_debt": "нет", "review": "решает человек"}


def who_we_are(place: Place) -> list[str]:
    """Employee, organization, menu. Raises ``SessionExpired``, ``AccessDenied`` for a stranger's cabinet."""

    async def look() -> list[str]:
        state = load_session(place.folder.session, place.secrets)
        async with open_session(place.settings, state, headless=True, browser=place.browser) as session:
            if state is None or await session.probe() is not Liveness.ALIVE:
                raise SessionExpired("Входа ещё нет.", hint=f"Сначала: rpa setup sign-in -o {place.folder.slug}.")
            identity = await identify(session)
            refuse_stranger(identity, place.settings.organization.ogrn)
            home = (await Cabinet.of(session)).home
            await home.open()
            person, organization, offered = await home.user(), await home.organization(), await home.offers()
        lines = [f"Сотрудник: {person}", f"Организация: {organization}"]
        lines.append("ОГРН совпадает с настройками." if identity and identity.ogrn else "ОГРН кабинет не показывает.")
        titles = {"debt_requests": "ответы на запросы о задолженности", "inquiries": "обращения"}
        return lines + [f"{'есть' if offered[name] else 'НЕТ'} раздел: {title}" for name, title in titles.items()]

    return place.complete(look())


def dry_plan(place: Place) -> list[str]:
    """Read, decide, count; nothing is written and nothing is sent. Raises what ended the reading."""
    prepared = load_prepared(place)
    received, summary = receive(place)
    plan = draw_plan(place, received, prepared)
    lines = [f"Запросов ждёт ответа: {len(plan.items)}."]
    lines += [f"{_DECISIONS[name]}: {count}" for name, count in numbers(plan).items()]
    if plan.items:
        due = min((item.due for item in plan.items if item.due), default=None)
        lines += [f"Ближайший срок: {due:%d.%m.%Y}."] if due else []
    if failed := len(summary.failures()):
        lines.append(f"Не прочитано: {failed}.")
    return lines
