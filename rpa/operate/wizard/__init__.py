"""The set-up, apart from how it is asked: the steps, what has been done of them, and how each answer is tried."""

from rpa.operate.wizard.draft import STEPS, Draft
from rpa.operate.wizard.elsewhere import refuse_second_folder
from rpa.operate.wizard.trying import Tried, check_ogrn, tried_secrets, try_dataset, try_served_houses
from rpa.operate.wizard.unasked import lacking

__all__ = [
    "STEPS",
    "Draft",
    "Tried",
    "check_ogrn",
    "lacking",
    "refuse_second_folder",
    "tried_secrets",
    "try_dataset",
    "try_served_houses",
]
"""Names that the command line needs."""
