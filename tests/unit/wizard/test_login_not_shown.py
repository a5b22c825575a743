"""A login lies among the secrets (it may be a СНИЛС or a telephone), and no command shows a secret."""

from __future__ import annotations

import pytest

from rpa.cli.setting_up import asking
from rpa.cli.setting_up.steps import ask_login

KEPT = "112-233-445 95"


@pytest.mark.parametrize(("kept", "typed", "login"), [(KEPT, "", KEPT), (KEPT, "new", "new"), (None, "new", "new")])
def test_the_login_that_is_kept_stays_at_enter_and_is_never_shown(
    monkeypatch: pytest.MonkeyPatch, kept: str | None, typed: str, login: str
) -> None:
    shown: list[object] = []

    def text(question: str, default: str = "", **_: object) -> str:
        shown.extend((question, default))
        return typed or default

    monkeypatch.setattr(asking, "text", text)
    assert ask_login(kept) == login
    assert KEPT not in "".join(map(str, shown)) and ("прежний" in str(shown[0])) is (kept is not None)
