"""Reading and comparing addresses of dwellings: ``parse_address``, ``compare_dwellings`` (domain rules §4.1, §4.3)."""

from rpa.debts.address.dwelling import Dwelling, Flat, House, Place
from rpa.debts.comparison import Comparison, Outcome, combine

__all__ = ["Comparison", "Dwelling", "Flat", "House", "Outcome", "Place", "combine"]
