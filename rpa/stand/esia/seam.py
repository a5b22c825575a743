"""What the ЕСИА application needs of the stand, and the roles it offers to an account."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Protocol

from rpa.stand.organizations import PRIVATE_PERSON, Account, Role

__all__ = ["Account", "Role", "Stand", "roles_offered"]


class Clock(Protocol):
    def now(self) -> datetime: ...


class Events(Protocol):
    def add(self, kind: str, **fields: Any) -> Any: ...


class Sessions(Protocol):
    def create(self, account_login: str, ogrn: str) -> str: ...


class Settings(Protocol):
    @property
    def signin(self) -> Mapping[str, Collection[str]]: ...


class Urls(Protocol):
    @property
    def esia(self) -> str: ...
    @property
    def dom(self) -> str: ...
    @property
    def my(self) -> str: ...


class Stand(Protocol):
    """The part of the stand that sign-in touches. ``accounts`` is by login."""

    @property
    def clock(self) -> Clock: ...
    @property
    def events(self) -> Events: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def settings(self) -> Settings: ...
    @property
    def urls(self) -> Urls: ...
    @property
    def accounts(self) -> Mapping[str, Account]: ...


def roles_offered(account: Account, variants: frozenset[str]) -> list[Role]:
    """Lines of the page «Войти как», private person first.

    Near-equal names bring two traps a robot must not fall into: the same name in other quotation marks, and
    an individual entrepreneur whose ОГРНИП of 15 digits *begins with our ОГРН*.
    """
    private = [role for role in account.roles if role.ogrn is None] or [Role(None, PRIVATE_PERSON, "")]
    ours = [role for role in account.roles if role.ogrn is not None]
    if "no_role_page" in variants:
        return ours[-1:] or private
    if "ogrn_absent" in variants:
        return private + [_twin(role, " Сервис", -1) for role in ours[-1:]]
    if "near_equal_names" in variants:
        decoys = [Role(f"{role.ogrn}27", role.name.replace("ООО", "ИП", 1), role.position) for role in ours]
        return private + decoys + [_twin(role, "", 1) for role in ours] + ours
    if "two_cards" in variants:
        return private + ours + [Role(role.ogrn, f"{role.name}, филиал", role.position) for role in ours[-1:]]
    return private + ours


def _twin(role: Role, suffix: str, step: int) -> Role:
    """The same name, quotation marks of the other kind, and the last digit of the ОГРН changed."""
    number = role.ogrn or ""
    other = number[:-1] + str((int(number[-1]) + step) % 10)
    return Role(other, role.name.replace('"', "«", 1).replace('"', f"{suffix}»", 1), role.position)
