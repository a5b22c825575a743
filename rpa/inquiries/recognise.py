"""Debt requests that social services wrote as an обращение: they have a deadline of their own and must not be missed."""

from __future__ import annotations

import re

from rpa.model import Inquiry

_DEBT = re.compile(r"задолженност", re.IGNORECASE)
_ASKS = re.compile(r"(сведени|информаци|наличи|отсутстви|подтвержд|запрос)", re.IGNORECASE)
_SOCIAL = re.compile(
    r"(соц(иальн\w*|)\s*\.?\s*(защит|поддержк|обслуж|помощ)|субсид|компенсац|мер\w*\s+поддержки|льгот|\bОСЗН\b|\bУСЗН\b)",
    re.IGNORECASE,
)


def asks_about_debt(inquiry: Inquiry) -> bool:
    """Whether an обращение reads as a request about debt. Shown to a person beside the debt requests; decides nothing."""
    said = f"{inquiry.topic}\n{inquiry.text}"
    return bool(_DEBT.search(said) and _ASKS.search(said) and _SOCIAL.search(f"{said}\n{inquiry.applicant or ''}"))
