"""Answers debt requests in the personal cabinet of ГИС ЖКХ.

Imports point down (the contract is in ``pyproject.toml``, ``tests/unit/test_layers.py`` keeps it):

    cli -> web, fleet, operate -> job, scenarios -> cabinet -> ledger, audit, settings -> inquiries -> debts ->
    model, errors -> private_files

``rpa.stand`` stands apart: it imports nothing of the robot and is reached over HTTP only.
"""

__version__ = "0.1.0"
