"""Reading and comparing addresses of dwellings: ``parse_address``, ``compare_dwellings`` (domain rules §4.1, §4.3)."""

from rpa.debts.address.compare import GUID, compare_dwellings, compare_flats, compare_houses, differing_house
from rpa.debts.address.dwelling import Dwelling, Flat, House, Place
from rpa.debts.address.flat import parse_flat
from rpa.debts.address.parser import parse_address, parse_house, read_flat
from rpa.debts.comparison import Comparison, Outcome, combine

__all__ = [
    "GUID",
    "Comparison",
    "Dwelling",
    "Flat",
    "House",
    "Outcome",
    "Place",
    "combine",
    "compare_dwellings",
    "compare_flats",
    "compare_houses",
    "differing_house",
    "parse_address",
    "parse_flat",
    "parse_house",
    "read_flat",
]
