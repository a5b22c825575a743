"""A keyring of the operating system that works."""

from __future__ import annotations

import pytest


class Ring:
    def __init__(self, monkeypatch: pytest.MonkeyPatch, **kept: str) -> None:
        self.kept = kept
        monkeypatch.setattr("keyring.get_keyring", object)
        monkeypatch.setattr("keyring.get_password", lambda _service, name: self.kept.get(name))
        monkeypatch.setattr("keyring.set_password", lambda _service, name, value: self.kept.update({name: value}))
