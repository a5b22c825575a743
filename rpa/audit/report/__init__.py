"""The journal made readable: a page that opens offline, a register for a spreadsheet, a month for the manager.

Everything comes from the journal and the evidence folder, so a report can be made again a year later, on another
machine, without a browser. Nothing here knows a person: request numbers, dates and rules only.
"""

from rpa.audit.report.facts import ReportFacts, read_facts
from rpa.audit.report.page import render_page
from rpa.audit.report.register import write_register

__all__ = ["ReportFacts", "read_facts", "render_page", "write_register"]
