"""The machine: browser, installation, rights of files, disk, secrets."""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Iterator
from importlib import metadata

from rpa.cabinet import BrowserOptions
from rpa.cabinet.browser import browser_version, find_browser, no_browser
from rpa.cabinet.selector_file import default_path, read_selectors
from rpa.errors import BadSettings
from rpa.operate.doctor.complaint import Complaint, fine, warning, wrong
from rpa.operate.place import Place
from rpa.settings.needed import SIGN_IN, needed_secrets
from rpa.settings.secrets import ClosedSecrets

LEAST_FREE_BYTES = 1024**3
DISTRIBUTION = "gis-zhkh-rpa"
_OLDEST_CHROMIUM = 110
"""The selectors use ``:has()``, which Chromium knows since 105; older than this nobody tried."""
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def browser(place: Place) -> Iterator[Complaint]:
    """There, starts, young enough. Starting it is the only proof that it works."""
    wishes = place.settings.browser
    found = find_browser(wishes.executable, headless=wishes.headless)
    try:
        version = _version(place, BrowserOptions(executable=wishes.executable, headless=wishes.headless))
    except BadSettings as error:
        means = "Без браузера ни один прогон не начнётся."
        cure = "rpa browser install" if found is None else error.hint
        said = "не найден" if found is None else error.what
        yield wrong("browser", "браузер", said, means, cure or no_browser().hint, BadSettings.exit_code)
        return
    if int(version.split(".")[0]) < _OLDEST_CHROMIUM:
        means = "Селекторы рассчитаны на более новый; страницы могут не узнаваться."
        yield warning("browser", "браузер", f"старый: {version}", means, "Обновите браузер.")
    else:
        yield fine("browser", "браузер", f"{version} ({found or 'загружен Playwright'})")


def _version(place: Place, options: BrowserOptions) -> str:
    """Of the browser the day is about to work in, if there is one: it has to start anyway."""
    return place.complete(place.thread.browser.version(options) if place.thread else browser_version(options))


def installation(_place: Place) -> Iterator[Complaint]:
    """Everything a run needs lies on this machine: none needs the network for itself. Raises ``PageChanged``."""
    read_selectors(default_path())
    try:
        wanted = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        wanted = []
    names = [found.group() for line in wanted if "extra ==" not in line and (found := _NAME.match(line))]
    missing = [name for name in names if not _installed(name)]
    if missing:
        means = "Команды, которым нужна эта библиотека, не работают; сеть в момент прогона не поможет."
        yield wrong(
            "installation",
            "установка",
            f"нет библиотек: {', '.join(missing)}",
            means,
            "pip install -r requirements.lock",
        )
    else:
        yield fine("installation", "установка", f"полная, сеть для неё не нужна (библиотек: {len(names)})")


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def rights(place: Place) -> Iterator[Complaint]:
    """Settings, journal, session and vault are the owner's alone."""
    what, folder = "права файлов", place.folder
    if os.name != "posix":
        means = "Кто откроет папку, увидит снимки и журнал (секреты зашифрованы)."
        yield warning("rights", what, "на Windows программа их не видит", means, "Свойства папки → Безопасность")
        return
    secret = (folder.root, folder.settings, folder.ledger, folder.journal, folder.session, folder.vault)
    loose = [path.name for path in secret if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    if loose:
        means = "Другие пользователи этой машины могут это прочитать."
        yield wrong("rights", what, f"открыты другим: {', '.join(loose)}", means, f"chmod -R go-rwx {folder.root}")
    else:
        yield fine("rights", what, "только владелец")


def disk(place: Place) -> Iterator[Complaint]:
    free = shutil.disk_usage(place.folder.root).free
    said = f"свободно {free // 1024**2} МБ"
    if free > LEAST_FREE_BYTES:
        yield fine("disk", "место на диске", said)
    else:
        means = "Когда место кончится, прогон остановится: без записанного намерения ничего не отправляется."
        yield wrong("disk", "место на диске", said, means, f"rpa audit purge -o {place.folder.slug}")


def secrets(place: Place) -> Iterator[Complaint]:
    if isinstance(place.secrets, ClosedSecrets):
        why, means = place.secrets.why, "Прогон не начнётся, и кабинет здесь не осмотрен."
        yield wrong("secrets", "секреты", why.what, means, why.hint, BadSettings.exit_code)
        return
    yield fine("secrets", "секреты", place.secrets.describe())
    absent = {name: key for name, key in needed_secrets(place.settings).items() if place.secrets.get(name) is None}
    if entry := [name for name, key in absent.items() if key == SIGN_IN]:
        said, means = f"нет в хранилище: {', '.join(entry)}", "Когда сессия кончится, робот не войдёт сам."
        cure = f"rpa setup sign-in -o {place.folder.slug}"
        yield wrong("credentials", "вход по паролю", said, means, cure, BadSettings.exit_code)
    if others := [name for name, key in absent.items() if key != SIGN_IN]:
        said, means = f"нет в хранилище: {', '.join(others)}", "Уведомления не уйдут или ящик проверить нечем."
        cure = f"rpa secrets set {others[0]} -o {place.folder.slug}"
        yield wrong("notice_secrets", "секреты уведомлений", said, means, cure, BadSettings.exit_code)
