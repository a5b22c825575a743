"""The set-up without questions: a ready settings file, every part of it tried, and what is missing named."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from rpa.cabinet import BrowserOptions
from rpa.cabinet.browser import browser_version
from rpa.errors import BadSettings, RpaError
from rpa.operate.wizard.trying import check_ogrn, try_dataset, try_served_houses
from rpa.settings import OrganizationFolder, OrganizationSettings, open_secrets
from rpa.settings.needed import SIGN_IN, needed_secrets


def lacking(folder: OrganizationFolder, settings: OrganizationSettings) -> list[str]:
    """One Russian sentence for everything that keeps this organization from working; empty when nothing does.

    Nothing is written and the cabinet is not opened.
    """
    return [sentence for check in (_organization, _browser, _data) for sentence in check(settings)] + list(
        _secrets(folder, settings)
    )


def _organization(settings: OrganizationSettings) -> Iterator[str]:
    try:
        check_ogrn(settings.organization.ogrn)
    except RpaError as error:
        yield f"organization.ogrn: {error.what}"


def _browser(settings: OrganizationSettings) -> Iterator[str]:
    try:
        asyncio.run(browser_version(BrowserOptions(executable=settings.browser.executable)))
    except BadSettings as error:
        yield f"browser: {error.what} {error.hint}"


def _data(settings: OrganizationSettings) -> Iterator[str]:
    from datetime import datetime

    from rpa.debts.deadline import MOSCOW

    source = settings.dataset
    if source.file is None:
        yield "dataset.file: не указан файл данных о долгах."
    else:
        tried = try_dataset(source.file, datetime.now(MOSCOW).date(), mapping=source.mapping, acts=source.acts)
        if not tried.good:
            yield f"dataset.file: {' '.join(tried.lines)}"
    if source.served_houses is None:
        yield "dataset.served_houses: не указан список обслуживаемых домов."
    elif not (tried := try_served_houses(source.served_houses)).good:
        yield f"dataset.served_houses: {' '.join(tried.lines)}"


def _secrets(folder: OrganizationFolder, settings: OrganizationSettings) -> Iterator[str]:
    needed = needed_secrets(settings)
    if not needed:
        return
    try:
        secrets = open_secrets(folder.slug, folder.vault)
    except BadSettings as error:
        yield f"Секреты: {error.what} {error.hint}"
        return
    for name, key in needed.items():
        if not secrets.get(name):
            step = "setup sign-in" if key == SIGN_IN else f"secrets set {name}"
            yield f"{key}: нет секрета {name}. Сохраните: `rpa {step} -o {folder.slug}`."
