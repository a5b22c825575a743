"""Answers debt requests in the personal cabinet of ГИС ЖКХ.

Imports point down, and ``tests/unit/test_layers.py`` holds them:

    cli, web, fleet, operate -> job, scenarios -> cabinet -> ledger, audit, settings -> debts -> model, errors

``rpa.stand`` stands apart: it imports nothing of the robot and is reached over HTTP only.
"""

__version__ = "0.1.0"
