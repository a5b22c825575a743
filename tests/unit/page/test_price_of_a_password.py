"""A password of the review page is as dear to guess as argon2 advises, whether or not there is such a person."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import argon2
import pytest

from rpa.web.accounts import Accounts, Role

ADVISED = argon2.profiles.RFC_9106_LOW_MEMORY


def test_every_password_is_compared_at_the_advised_price_and_a_missing_one_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = Accounts(tmp_path / "accounts.json", lambda: datetime(2026, 11, 24, tzinfo=UTC))
    accounts.add("Седова Анна", Role.VIEWER)
    accounts.add("По ссылке", Role.VIEWER)
    accounts.set_password("Седова Анна", "верный пароль 7")
    compared: list[str] = []
    verify = argon2.PasswordHasher.verify

    def seen(hasher: argon2.PasswordHasher, kept: str, password: str) -> bool:
        compared.append(kept)
        return verify(hasher, kept, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", seen)
    assert accounts.verify("Седова Анна", "верный пароль 7") is not None
    for name in ("По ссылке", "Никто"):
        assert accounts.verify(name, "неверный пароль") is None
    assert [argon2.extract_parameters(kept) for kept in compared] == [ADVISED] * 3
    assert len(set(compared)) == 2, "nobody's is made once"
