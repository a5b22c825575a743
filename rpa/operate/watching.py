"""One sign-in of a person, watched: a file for developers that holds how the screens are built, and nobody's data."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import yaml

from rpa import __version__
from rpa.audit import Redactor
from rpa.cabinet import CabinetSession
from rpa.cabinet.recorder import Recorder, Recording
from rpa.job.arriving import open_session
from rpa.operate.place import Place
from rpa.private_files import store_private

FILE = "sign-in.yaml"
_SECRETS = ("login", "password", "totp_secret")


def redactor_for(place: Place, people: Iterable[str], others: Iterable[str] = ()) -> Redactor:
    """What must not be written besides what is recognised: the people who sign in, the organization (an entrepreneur's
    is a person), the vault's secrets, and ``others`` (a login typed by hand)."""
    redactor = place.redactor
    for name in (*people, place.settings.organization.name):
        redactor.learn_person(name)
    redactor.learn([place.settings.organization.ogrn, *others, *(place.secrets.get(name) for name in _SECRETS)])
    return redactor


def record_in_a_window(place: Place, out: Path, redactor: Redactor, tell: Callable[[int], None]) -> Path:
    """Open a window, watch until the person closes it. ``tell`` hears how many screens are known after each new one.

    Ctrl-C ends the watching too: what was seen is on the disk after every screen. Raises ``BadSettings`` where no
    window can be shown, ``SiteUnavailable``.
    """

    async def work() -> None:
        async with open_session(place.settings, None, headless=False) as session:
            await record(session, place, out, redactor, asyncio.Event(), tell)

    asyncio.run(work())
    return out / FILE


async def record(
    session: CabinetSession,
    place: Place,
    out: Path,
    redactor: Redactor,
    ended: asyncio.Event,
    tell: Callable[[int], None] = lambda _screens: None,
) -> None:
    """Watch ``session``, write ``out/sign-in.yaml`` anew after every screen. Returns when all windows are closed."""
    browser = session.context.browser

    def keep(recording: Recording) -> None:
        document = {"about": _about(place, browser.version if browser else ""), **_document(recording)}
        text = yaml.safe_dump(redactor.value(document), allow_unicode=True, sort_keys=False, width=120)
        store_private(out / FILE, text.encode())
        tell(len(recording.screens))

    recorder = Recorder(session, redactor, keep)
    try:
        await recorder.watch(ended)
    finally:
        if recorder.recording.path:
            keep(recorder.recording)


def _about(place: Place, browser: str) -> dict[str, Any]:
    return {
        "what": "Вход в кабинет: устройство экранов. Значений, паролей, кодов и людей здесь нет; *** — скрытое слово.",
        "product": __version__,
        "browser": browser,
        "system": platform.system(),
        "day": place.moscow_now().date().isoformat(),
        "stand": place.settings.site.stand,
    }


def _document(recording: Recording) -> dict[str, Any]:
    return {
        "open_questions": open_questions(recording),
        "path": recording.path,
        "screens": recording.screens,
        "answers": recording.answers,
        "cookies": recording.cookies,
    }


def open_questions(recording: Recording) -> dict[str, Any]:
    """What no public source says of today's sign-in, as far as this record answers it; ``None``: not seen."""
    screens = recording.screens
    addresses = [str(one["address"]) for one in (*screens, *recording.answers)]

    def seen(key: str) -> list[dict[str, Any]]:
        return [one for one in screens if key in one["selectors"]]

    def of(shown: list[dict[str, Any]], *names: str) -> Any:
        return [{name: one.get(name) for name in ("number", *names)} for one in shown] or None

    return {
        "sign_in_link_still_found": bool(seen("esia_start.landmark")),
        "protocol": "oauth2" if any("/oauth2/" in one for one in addresses)
        else "saml" if any("saml" in one.lower() for one in addresses) else None,
        "second_factor": of(seen("esia_factor.landmark"), "components", "captions"),
        "max_messenger": of(seen("esia_max_quiz.landmark"), "captions"),
        "captcha_or_question": of(seen("esia_reaction.landmark"), "captions"),
        "role_page": of(seen("esia_roles.landmark"), "address", "captions"),
        "interstitial_with_bContinue": of(seen("esia_secure.landmark"), "address", "captions"),
        "signature": of(seen("esia_signature.landmark"), "components", "captions"),
        "nobody_described": of([one for one in screens if one["known_as"] == "unknown"], "address", "components"),
        "debt_data": [
            {name: one[name] for name in ("read_as", "address", "missing", "fields")}
            for one in {one["read_as"]: one for one in recording.answers if "read_as" in one}.values()
        ] or None,
        "refused_answers": [one for one in recording.answers if one["status"] >= 400] or None,
        "cookie_names": [one["name"] for one in recording.cookies] or None,
    }  # fmt: skip
