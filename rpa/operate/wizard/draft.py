"""A settings file that grows step by step: saved after each, so that the set-up can be left and gone on with."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from rpa.errors import BadSettings
from rpa.private_files import store_private
from rpa.settings import OrganizationFolder, OrganizationSettings, load_settings
from rpa.settings.editing import put_sections

if TYPE_CHECKING:
    from rpa.operate.browser_thread import BrowserThread

STEPS: dict[str, str] = {
    "organization": "Организация",
    "browser": "Браузер",
    "sign-in": "Вход в кабинет",
    "who": "Кто мы и какие права",
    "cabinet": "Настройки кабинета",
    "dataset": "Данные о долгах",
    "houses": "Обслуживаемые дома",
    "policy": "Что утверждает человек",
    "notices": "Уведомления",
    "schedule": "Расписание",
    "plan": "Пробный план",
}
"""Name → title, in the order they are asked: each needs only what stands before it."""


class Draft:
    """The organization's settings as known so far. ``document`` is what the file will hold."""

    def __init__(self, folder: OrganizationFolder) -> None:
        self.folder = folder
        self._progress = folder.root / "setup.json"
        self.document: dict[str, Any] = {}
        if folder.settings.exists():
            self.document = load_settings(folder.settings).model_dump(mode="json", exclude_defaults=True)
        self._kept = deepcopy(self.document)
        self.done: list[str] = self._read()
        self.thread: BrowserThread | None = None
        """The browser that the steps work in, while they are asked."""

    @property
    def settings(self) -> OrganizationSettings:
        """Raises ``BadSettings`` while the organization is not known."""
        try:
            return OrganizationSettings.model_validate(self.document)
        except ValidationError as error:
            raise BadSettings(
                f"Настройки ещё не полны: {error.errors()[0]['loc']}.", hint="Начните с `rpa setup organization`."
            ) from None

    @property
    def next(self) -> str | None:
        """The first step that was not done; ``None`` when all were."""
        return next((step for step in STEPS if step not in self.done), None)

    def section(self, name: str) -> dict[str, Any]:
        """A copy of one section as the file holds it."""
        return dict(self.document.get(name, {}))

    def put(self, name: str, /, **values: Any) -> None:
        """Change some values of a section in memory; ``None`` takes a value out."""
        section = self.section(name) | values
        self.document[name] = {key: value for key, value in section.items() if value is not None}

    def forget(self) -> None:
        """Take back what was put since the file was last written: a step that failed leaves nothing to the next."""
        self.document = deepcopy(self._kept)

    def keep(self, step: str) -> None:
        """The step was tried and is good: write the file, remember the step. Raises ``BadSettings``."""
        self.save()
        if step not in self.done:
            self.done.append(step)
        store_private(self._progress, json.dumps(self.done).encode())

    def save(self) -> None:
        """Write the sections that changed; comments of people in the others stay. Raises ``BadSettings``."""
        settings = self.settings
        plain = settings.model_dump(mode="json", exclude_defaults=True)
        changed = {name: plain.get(name) for name in plain | self._kept if plain.get(name) != self._kept.get(name)}
        self.folder.create()
        put_sections(self.folder.settings, changed, settings)
        self._kept = plain

    def _read(self) -> list[str]:
        try:
            done = json.loads(self._progress.read_bytes())
        except (OSError, ValueError):
            return []
        return [step for step in STEPS if isinstance(done, list) and step in done]
