"""«Обращения» of one organization: kept between runs, read incrementally, exported, given to executors."""

from rpa.operate.inquiries.store import InquiryStore, StoredInquiry
from rpa.operate.inquiries.sync import Synced, sync

__all__ = ["InquiryStore", "StoredInquiry", "Synced", "sync"]
