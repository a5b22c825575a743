"""Approval of a plan: by spreadsheet, command line, page or policy; and the answers that follow from it."""

from rpa.debts.approval.answers import answer_of_content, answer_to, approved_answers, load_approval, parse_approval
from rpa.debts.approval.approve import (
    approve,
    approve_automatically,
    as_planned,
    automatic,
    pending_second,
    same_person,
)
from rpa.debts.approval.grounds import IN_THE_NOTE, PAGE_GROUNDS, ground_fields, ground_sha256
from rpa.debts.approval.read_sheet import (
    FilledRow,
    FilledSheet,
    approve_from_sheet,
    plan_of_sheet,
    read_approval_sheet,
    taken_before,
)
from rpa.debts.approval.sheet import WORDS, Word, word_of
from rpa.debts.approval.values import (
    Approval,
    ApprovedAnswer,
    ApprovedItem,
    Choice,
    How,
    Signature,
    content_sha256,
)
from rpa.debts.approval.write_sheet import approval_sheet

__all__ = [
    "IN_THE_NOTE",
    "PAGE_GROUNDS",
    "WORDS",
    "Approval",
    "ApprovedAnswer",
    "ApprovedItem",
    "Choice",
    "FilledRow",
    "FilledSheet",
    "How",
    "Signature",
    "Word",
    "answer_of_content",
    "answer_to",
    "approval_sheet",
    "approve",
    "approve_automatically",
    "approve_from_sheet",
    "approved_answers",
    "as_planned",
    "automatic",
    "content_sha256",
    "ground_fields",
    "ground_sha256",
    "load_approval",
    "parse_approval",
    "pending_second",
    "plan_of_sheet",
    "read_approval_sheet",
    "same_person",
    "taken_before",
    "word_of",
]
