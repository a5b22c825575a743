"""The site's JSON of the organization's settings and of an employee's rights. Invented for the stand.

Both raise one of ``MISREAD`` for anything else: a value that is missing is not one that is off.
"""

from __future__ import annotations

from typing import Any

from rpa.cabinet.payloads import flag


def notifications(data: Any) -> bool:
    """Whether messages about received обращения are switched on."""
    return flag(data, "emailInquiryNotifications")


def rights(data: Any) -> dict[str, bool]:
    """Caption → granted. Blanks in a caption are as the screen shows them."""
    held = [right for group in data["groups"] for right in group["rights"]]
    return {" ".join(right["caption"].split()): flag(right, "granted") for right in held}
