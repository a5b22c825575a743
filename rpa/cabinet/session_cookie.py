"""The cookie a session of the cabinet lives in, as a person may copy it from a browser of their own."""

from __future__ import annotations

from rpa.errors import WrongUsage

SESSION_COOKIE = "sessionid"
SESSION_LENGTH = 34
"""Public robots of 2022 refuse a session cookie of any other length."""


def require_sessionid(value: str) -> None:
    """Raises ``WrongUsage`` on a value that cannot be a session's; it is never repeated."""
    if len(value) != SESSION_LENGTH or not value.isascii():
        raise WrongUsage(
            f"Значение cookie {SESSION_COOKIE} должно состоять из {SESSION_LENGTH} знаков.",
            hint="Скопируйте его из браузера, в котором открыт личный кабинет, целиком.",
        )
