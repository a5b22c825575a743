"""How the canary test runs every command of ``rpa``. The list of commands is the program's own: see ``all_commands``.

A new command without an entry here fails the test, and so does an entry without a command.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rpa.cli import command

Path = tuple[str, ...]
BY = ("--by", "Проверяющий П. П.")
WHY = ("--reason", "Ошибка в данных")


@dataclass(frozen=True, slots=True)
class Entry:
    """``runs`` are the arguments of each start, with ``{names}`` of the world filled in; ``typed`` is standard input.

    ``shows``: kinds of canaries its output is *for*, with the reason in ``why``. ``apart``: why it is not run here.
    ``cabinet``: it opens a browser, so the short form of the test runs it only if ``short``, and once.
    """

    runs: tuple[Path, ...] = ((),)
    typed: str = ""
    shows: frozenset[str] = field(default=frozenset())
    why: str = ""
    cabinet: bool = False
    short: bool = False
    apart: str = ""


STAFF = frozenset({"staff"})
CABINET = Entry(cabinet=True)
SHORT = Entry(cabinet=True, short=True)
ENTRIES: dict[Path, Entry] = {
    # --- what the others need, first ---
    ("secrets", "set"): Entry((("probe_password",), ("mail_password",)), typed="{probe_password}\n"),
    ("notices", "secret"): Entry((("other",),), typed="{probe_password}\n"),
    ("sign-in",): Entry((("--cookie",),), typed="{cookie}\n", cabinet=True, short=True),
    ("inquiries", "sync"): SHORT,
    ("debts", "plan"): SHORT,
    ("debts", "approve"): Entry((("--write-sheet", "{out}/sheet.xlsx"), ("--all-proven", *BY))),
    ("debts", "apply"): SHORT,
    ("debts", "verify"): CABINET,
    ("debts", "withdraw"): Entry((("{sent}", *WHY, *BY),), cabinet=True),
    ("debts", "correct"): Entry((("{sent_too}", *WHY, *BY, "--decision", "no_debt"),), cabinet=True),
    ("debts", "settle"): Entry(
        (("{sent}",),), cabinet=True, shows=STAFF, why="whoever says how it ended reads who answered"
    ),
    ("cabinet", "plan"): Entry(cabinet=True, short=True, shows=STAFF, why="a person reads whose rights would change"),
    ("cabinet", "check"): CABINET,
    ("cabinet", "apply"): Entry((("--yes",),), cabinet=True, shows=STAFF, why="as cabinet plan"),
    ("inquiries", "list"): Entry(((), ("--due", "300d")), shows=STAFF, why="who works on it, for a dispatcher"),
    ("inquiries", "export"): Entry((("--format", "xlsx"), ("--format", "csv", "--out", "{out}/inquiries.csv"))),
    ("inquiries", "assign"): Entry(
        ((), ("--approve", "Проверяющий П. П.")), cabinet=True, shows=STAFF, why="a person approves whom it goes to"
    ),
    ("run",): Entry((("daily", "--again"), ("guard",), ("--list",)), cabinet=True),
    ("doctor",): CABINET,
    ("selectors", "check"): Entry((("--page", "debt_requests"),), cabinet=True),
    ("selectors", "capture"): Entry(
        (("debt_request", "--out", "{out}/captured"), ("inquiry", "--out", "{out}/captured")), cabinet=True
    ),
    ("selectors", "pick"): Entry(
        (("debt_requests.search", "--css", "button", "--yes", "--file", "{out}/selectors.yaml"),), cabinet=True
    ),
    # --- what looks at all that ---
    ("due",): Entry(((), ("--due", "300d"))),
    ("status",): Entry(),
    ("report",): Entry(
        (
            (),
            ("--run", "last", "--format", "html,xlsx"),
            ("--month", "{month}", "--format", "html,pdf,xlsx"),
            ("--request", "{sent}", "--format", "html,pdf"),
        ),
        cabinet=True,
        short=True,
    ),
    ("audit", "verify"): Entry((("{organization}",),)),
    ("audit", "export"): Entry((("{sent}",), ("{inquiry}",))),
    ("audit", "purge"): Entry(((), ("--yes",))),
    ("dataset", "check"): Entry(
        (
            ("{accounting}/debts.xlsx", "--served-houses", "{accounting}/served_houses.xlsx"),
            ("{accounting}/broken.csv", "--marked", "{out}/marked.xlsx"),
        ),
    ),
    ("dataset", "diff"): Entry((("{accounting}/debts.xlsx", "{accounting}/debts.xlsx"),)),
    ("dataset", "map"): Entry((("{accounting}/debts.xlsx",),)),
    ("match", "explain"): Entry(
        (
            (
                "--request",
                "г. Энск, ул. Мира, д. 5",
                "--row",
                "Энск, Мира 5",
                "--flat",
                "{flat}",
                "--row-flat",
                "{flat}",
                "--person",
                "{person}",
                "--row-person",
                "{person}",
            ),
        ),
        shows=frozenset({"person", "flat"}),
        why="it repeats what was typed",
    ),
    ("match", "evaluate"): Entry((("tests/unit/matching/pairs.csv",),)),
    ("match", "alias", "add"): Entry((("Энск, Мира 5 корпус", *BY, "--house", "{house}"),)),
    ("match", "alias", "list"): Entry(),
    ("deadline",): Entry((("24.11.2026",),)),
    ("calendar", "show"): Entry(),
    ("calendar", "add"): Entry((("{accounting}/broken.csv",),)),
    ("notices", "test"): Entry(),
    ("secrets", "list"): Entry(),
    ("secrets", "delete"): Entry((("other",),)),
    ("schedule", "install"): Entry((("--kind", "cron", "--print"),)),
    ("schedule", "status"): Entry((("--kind", "cron"),)),
    ("schedule", "remove"): Entry((("--kind", "cron"),)),
    ("setup",): Entry((("uk", "--no-input"),), cabinet=True),
    ("browser", "install"): CABINET,
    # Without a screen it only says so; what it writes at a person's sign-in is searched in tests/scenarios/test_record.
    ("record",): Entry(),
    ("ui", "user", "add"): Entry((("Проверяющий", "--role", "approver", "--password"),), typed="{ui_password}\n" * 2),
    ("ui", "user", "role"): Entry((("Проверяющий", "--role", "viewer"),)),
    ("ui", "users"): Entry(),
    ("ui", "link"): Entry((("Проверяющий",),)),
    ("ui", "user", "remove"): Entry((("Проверяющий",),)),
    ("stand",): Entry((("--help",),)),
    ("fleet", "status"): Entry(),
    ("fleet", "enqueue"): Entry((("--all",),)),
    ("fleet", "cancel"): Entry((("--all",),)),
    ("fleet", "resume"): Entry((("uk",),)),
    ("fleet", "drain"): Entry(),
    ("fleet", "publish"): Entry((("--organization", "uk"),)),
    ("fleet", "pull"): Entry((("--organization", "uk"),)),
    ("fleet", "key"): Entry(),
    ("fleet", "remove"): Entry((("uk",),)),
    ("fleet", "worker"): Entry(apart="it never ends; what it does is debts plan and debts apply (tests/fleet)"),
    ("ui",): Entry(apart="it never ends, and its pages are for names: whoever decides must read them (tests/web)"),
    ("demo",): Entry(apart="a stand and people of its own; what it does are the commands above"),
}


def all_commands() -> dict[Path, bool]:
    """Every command of the program, and whether it has ``--json``."""
    return dict(_walk(command(), ()))


def _walk(command: object, path: Path) -> Iterator[tuple[Path, bool]]:
    children = getattr(command, "commands", {})
    if path and (not children or getattr(command, "invoke_without_command", False)):
        options = [name for one in command.params for name in one.opts]  # type: ignore[attr-defined]
        yield path, "--json" in options
    for name, child in children.items():
        yield from _walk(child, (*path, name))


FILES: dict[str, frozenset[str]] = {
    # The sent answers' store: what was proposed, to whom, with which act.
    "data/organizations/uk/plans/*": frozenset({"person", "flat"}),
    "data/organizations/uk/approvals/*": frozenset({"person", "flat"}),
    # Обращения as they were read, who shall work on them, and what was exported on purpose.
    "data/organizations/uk/inquiries/*": frozenset({"person", "flat", "contact", "staff"}),
    "data/organizations/uk/reports/inquiries-*": frozenset({"person", "flat", "contact", "staff"}),
    "out/inquiries.csv": frozenset({"person", "flat", "contact", "staff"}),
    # Whom the organization wishes to have which right.
    "data/organizations/uk/settings.yaml": STAFF,
    # The accountant's own: the sheet to approve in, and her register with the faults marked.
    "out/sheet.xlsx*": frozenset({"person", "flat"}),
    "out/marked.xlsx*": frozenset({"person", "flat", "snils"}),
}
"""Files that are meant to hold people's data, and of what kind. No secret is allowed anywhere."""
