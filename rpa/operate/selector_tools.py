"""The day the site changed, for the person who mends selectors.yaml: save a screen, pick an element anew.

Both open the cabinet read-only with the session that is kept, outside any run: neither the organization's lock nor
its journal is needed to look at a page. Without a window they work in the place's own browser, if it has one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rpa.cabinet import Cabinet, Liveness
from rpa.cabinet.screens import known_screen, open_screen
from rpa.cabinet.selector_capture import capture_screen as take
from rpa.cabinet.selector_file import Entry, default_path, read_selectors
from rpa.cabinet.selector_line import check_writable, present_text, rewrite
from rpa.cabinet.selector_mending import why_not_by_click
from rpa.cabinet.selector_pick import Proposal, pick
from rpa.errors import BadSettings, PageChanged, RpaError, SessionExpired, SiteUnavailable, WrongUsage
from rpa.job.arriving import open_session
from rpa.job.keeping import load_session
from rpa.operate.place import Place


@dataclass(frozen=True, slots=True)
class Picked:
    """What the element can be found by; ``now`` is how the file finds it today."""

    file: Path
    entry: Entry
    proposals: tuple[Proposal, ...]

    @property
    def line(self) -> int:
        return self.entry.line

    @property
    def now(self) -> str:
        return present_text(self.entry)

    @property
    def best(self) -> Proposal | None:
        """The sturdiest that finds the element and nothing else."""
        return next((one for one in self.proposals if one.usable), None)


def capture_screen(place: Place, name: str, out: Path, *, selectors_file: Path | None = None) -> list[Path]:
    """Write ``NAME.html``, ``NAME.aria.yaml`` and ``NAME.png`` into ``out``; raises what opening the screen raises."""
    known_screen(name)
    if selectors_file is not None:
        read_selectors(selectors_file)

    async def work() -> list[Path]:
        async with _cabinet(place, headless=True, selectors_file=selectors_file) as cabinet:
            taken = await take(cabinet, name)
        out.mkdir(parents=True, exist_ok=True)
        files = {
            out / f"{name}.html": taken.html.encode(),
            out / f"{name}.aria.yaml": taken.tree.encode(),
            out / f"{name}.png": taken.png,
        }
        for path, data in files.items():
            path.write_bytes(data)
        return list(files)

    return place.complete(work())


def pick_element(
    place: Place, key: str, *, at: str | None = None, css: str | None = None, selectors_file: Path | None = None
) -> Picked:
    """Open the key's screen and let the person point (``at`` and ``css`` point without a window).

    Raises ``WrongUsage`` for a key that is not there, ``BadSettings`` for one that nobody can point at or a file that
    cannot be written, ``NeedsOperator`` when nothing was picked.
    """
    file = selectors_file or default_path()
    entry = ready_to_pick(key, file)
    name = known_screen(key.split(".")[0])
    point = _point(at)

    async def work() -> tuple[Proposal, ...]:
        headless = point is not None or css is not None
        async with _cabinet(place, headless=headless, selectors_file=file) as cabinet:
            try:
                page = await open_screen(cabinet, name)
            except (PageChanged, SiteUnavailable):
                # The very mark by which the screen is known may be what changed: point at what is shown.
                page = getattr(cabinet, name)
            return tuple(await pick(page, entry, at=point, css=css))

    return Picked(file, entry, place.complete(work()))


def write_choice(place: Place, picked: Picked, chosen: Proposal, *, author: str, keep_old: bool = False) -> str:
    """Rewrite the key's line; what was seen on the stand proves nothing of the live site and stays unverified."""
    today = place.moscow_now().date()
    verified = None if place.settings.site.stand else today
    return rewrite(
        picked.file, picked.entry, chosen.way, author=author, today=today, verified=verified, keep_old=keep_old
    )


def nothing_fits(picked: Picked) -> PageChanged:
    """The error where no way is good enough: the same command once more would end in the same way."""
    what = "Ни один способ не находит этот элемент однозначно."
    hint = f"Исправьте сами строку {picked.line} файла {picked.file.absolute()}."
    if picked.entry.many:
        what = "Ни один способ не находит этот элемент вместе с ему подобными."
        hint = f"Повторите, когда на экране таких не меньше двух. {hint}"
    return PageChanged(what, key=picked.entry.key, line=picked.line, hint=hint)


def ready_to_pick(key: str, file: Path | None = None) -> Entry:
    """``pickable``, and the file can be written: nobody points at an element in vain. Raises as ``pickable`` does."""
    entry = pickable(key, file)
    check_writable(file or default_path())
    return entry


def pickable(key: str, file: Path | None = None) -> Entry:
    """The line of a key that can be pointed at. Raises ``WrongUsage`` for one that is not there, or ``BadSettings``."""
    file = file or default_path()
    section, _, name = key.partition(".")
    sections = read_selectors(file)
    entry = sections.get(section, {}).get(name)
    if entry is None:
        raise WrongUsage(f"В {file.name} нет ключа {key!r}.", hint="Ключ назван в сообщении об ошибке: раздел.имя.")
    if (why := why_not_by_click(sections[section], entry)) is not None:
        raise BadSettings(
            f"Щелчком {key} не указать: {why}.", hint=f"Исправьте сами строку {entry.line} файла {file.absolute()}."
        )
    return entry


def how_to_mend(key: str, line: int, file: Path | None = None) -> str:
    """The next step for a key that did not fit: a command where a click can mend it, else the line to edit."""
    try:
        pickable(key, file)
    except RpaError as error:
        return f"{error.what} {error.hint}" if isinstance(error, BadSettings) else f"{key}: исправьте строку {line}."
    return f"Укажите элемент заново: rpa selectors pick {key}" + (f' --file "{file}"' if file else "")


def after_writing(picked: Picked) -> str:
    """How to prove the line; a copy helps nobody until it stands where the program reads."""
    section, shipped = picked.entry.key.partition(".")[0], default_path()
    check = f"Проверьте: rpa selectors check --page {section}"
    if picked.file.resolve() == shipped.resolve():
        return check
    return f'{check} --file "{picked.file}". Робот читает {shipped}: положите исправленный файл на его место.'


def _point(at: str | None) -> tuple[int, int] | None:
    if at is None:
        return None
    try:
        x, y = (int(part) for part in at.split(","))
    except ValueError:
        raise WrongUsage(f"Точка {at!r} не понята.", hint="Напишите её как --at 640,300.") from None
    return x, y


@asynccontextmanager
async def _cabinet(place: Place, *, headless: bool, selectors_file: Path | None = None) -> AsyncIterator[Cabinet]:
    state = load_session(place.folder.session, place.secrets)
    # A browser that is there already has no window.
    browser = place.browser if headless else None
    opened = open_session(place.settings, state, headless=headless, selectors_file=selectors_file, browser=browser)
    async with opened as session:
        if await session.probe() is not Liveness.ALIVE:
            raise SessionExpired("Сессия кабинета закончилась.", hint="Войдите: `rpa sign-in`, затем повторите.")
        yield await Cabinet.of(session)
