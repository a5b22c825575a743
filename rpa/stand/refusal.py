"""How the portal says no: an HTTP status and a text that its front end shows in the «Внимание» window."""

from __future__ import annotations


class Refusal(Exception):
    """``message`` is Russian and goes to the client as ``{"message": …}``."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message
