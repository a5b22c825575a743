"""The journal made readable: a plan with its runs, one run, a month, one request; as a page, a PDF, a spreadsheet.

Everything comes from the journal and the evidence folder, so a report can be made again a year later, on another
machine, without a browser. Nothing here knows a person asked about: request numbers, dates and rules only.
"""

from rpa.audit.report.write import FORMATS, Draft, Reporter, Written

__all__ = ["FORMATS", "Draft", "Reporter", "Written"]
