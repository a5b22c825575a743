"""Words of the tab «Обращения»: its states, and how names and captions are compared."""

from __future__ import annotations

from rpa.model import InquiryStatus

STATUS_WORDS = {
    InquiryStatus.SENT: "Получено",
    InquiryStatus.IN_WORK: "В работе",
    InquiryStatus.EXECUTED: "Исполнено",
    InquiryStatus.WITHDRAWN: "Отозвано",
}
"""As the cabinet shows them: words of the official schema for the receiver's side."""
OPEN = (InquiryStatus.SENT, InquiryStatus.IN_WORK)
"""States that wait for an answer."""


def folded(text: str) -> str:
    """Blanks, case and «ё» do not tell people apart."""
    return " ".join(text.split()).casefold().replace("ё", "е")
