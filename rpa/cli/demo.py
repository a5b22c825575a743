"""``rpa demo``: the whole job on a fresh stand, from sign-in to the report, with what the stand itself recorded."""

from __future__ import annotations

import json
import secrets
import shutil
import time
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from rpa.cli.output import err, print_json, print_line, print_table, progress_bar
from rpa.cli.own_stand import own_stand
from rpa.errors import WrongUsage

T = TypeVar("T")
APPROVER = "Демонстрация"
_SLUG, _MARK = "demo", ".rpa-demo"
POLICY = "утверждается всё, что решено правилом; остальное решает человек"


def register(app: typer.Typer) -> None:
    @app.command("demo")
    def demo(
        out: Annotated[Path, typer.Option(help="Куда положить данные и отчёт.")] = Path("demo-out"),
        requests: Annotated[int, typer.Option(min=1, help="Сколько запросов о задолженности.")] = 40,
        inquiries: Annotated[int, typer.Option(min=0, help="Сколько обращений.")] = 12,
        seed: Annotated[int, typer.Option(help="Зерно: те же люди и адреса.")] = 7,
        as_json: Annotated[bool, typer.Option("--json", help="Один документ JSON вместо таблиц.")] = False,
    ) -> None:
        """Показать всю работу на учебном стенде: вход, настройки, обращения, план, ответы, отчёт."""
        started = time.monotonic()
        _make_room(out)
        mark(out)
        (accounting := out / "accounting").mkdir()
        with own_stand(accounting, seed=seed, requests=requests, inquiries=inquiries) as stand:
            done = _Demo(out.resolve(), stand, quiet=as_json).in_one_browser()
        done["seconds"] = round(time.monotonic() - started, 1)
        if as_json:
            print_json(done)
            return
        print_line(f"Готово за {done['seconds']} с.")
        print_line(f"Отчёт: {done['report']}")


def mark(out: Path) -> None:
    """Make ``out``, and say in it that a demo did: whatever comes to lie there may be removed by the next one."""
    out.mkdir(parents=True)
    (out / _MARK).touch()


def _make_room(out: Path) -> None:
    """Remove what an earlier demo left at ``out``. Raises ``WrongUsage`` for anything else that lies there."""
    if not out.exists():
        return
    if not out.is_dir() or not _left_by_a_demo(out):
        raise WrongUsage(f"{out}: здесь лежит не прежний показ.", hint="Назовите новую или пустую папку: --out ПАПКА.")
    shutil.rmtree(out)


def _left_by_a_demo(out: Path) -> bool:
    """The names alone prove nothing: data of real organizations, or an accountant's files, may lie under the same."""
    from rpa.errors import RpaError
    from rpa.settings import DataRoot, load_settings

    if any(found.name not in ("accounting", "data", _MARK) for found in out.iterdir()):
        return False
    root = DataRoot(out / "data")
    if root.organizations.is_dir() and any(found.name != _SLUG for found in root.organizations.iterdir()):
        return False
    settings = root.organization(_SLUG).settings
    if not settings.exists():
        return (out / _MARK).is_file() or not any(found.is_file() for found in out.rglob("*"))
    try:
        return load_settings(settings).site.stand
    except RpaError:
        return False


class _Demo:
    """The steps of the README, one after another, in one process."""

    def __init__(self, out: Path, stand: dict[str, Any], *, quiet: bool) -> None:
        self._stand, self._quiet = stand, quiet
        self._account = stand["accounts"][0]
        self._place = self._prepare(out, out / "accounting")

    def in_one_browser(self) -> dict[str, Any]:
        """Seven runs, and a browser that starts once. Ctrl-C is heard here, for none of them is in the main thread."""
        from rpa.operate.browser_thread import in_one_browser

        with in_one_browser(self._place) as self._place, self._place.stop.on_signals():
            return self._run()

    def _run(self) -> dict[str, Any]:
        self._say("Учебный стенд", f"{self._stand['my']} — все люди и адреса придуманы")
        cabinet = self._unless_stopped(self._cabinet)
        inquiries = self._unless_stopped(self._inquiries)
        plan, applied, again = self._unless_stopped(self._debts)
        recorded = self._recorded()
        report = self._report()
        sent = sum(1 for answer in recorded if answer["sends"])
        twice = sum(1 for answer in recorded if answer["sends"] > 1)
        rows = [
            ("Настройки кабинета изменены", cabinet),
            ("Обращений прочитано", inquiries),
            ("В плане: имеется / нет / решает человек", " / ".join(str(count) for count in plan.values())),
            ("Отправлено роботом", applied),
            ("Отправлено вторым запуском", again),
            ("Получено стендом (его собственная запись)", sent),
            ("из них дважды", twice),
        ]
        if not self._quiet:
            print_table("Итог", ("Что", "Сколько"), rows)
        return {"plan": plan, "sent": applied, "sent_again": again, "recorded": sent, "twice": twice, "report": report}

    def _unless_stopped(self, work: Callable[[], T]) -> T:
        """Ctrl-C ends a run between two items: the steps after it are not begun, and nothing is told as done."""
        try:
            return work()
        finally:
            if self._place.stop:
                raise KeyboardInterrupt

    def _prepare(self, out: Path, accounting: Path) -> Any:
        from rpa.operate.place import Place
        from rpa.settings import DataRoot, OrganizationSettings, save_settings
        from rpa.settings.vault_file import VaultSecrets

        settings = OrganizationSettings.model_validate(
            {
                "organization": {"name": self._account["name"], "ogrn": self._account["ogrn"]},
                "site": {name: self._stand[name] for name in ("dom", "my", "esia")} | {"stand": True},
                "browser": {"pages": 4},
                "sign_in": {"method": "totp"},
                "pacing": {"answers_per_minute": 0, "settle_seconds": 1},
                "dataset": {
                    "file": accounting / "debts.xlsx",
                    "served_houses": accounting / "served_houses.xlsx",
                    "acts": accounting / "acts",
                },
            }
        )
        folder = DataRoot(out / "data").organization(_SLUG).create()
        save_settings(folder.settings, settings)
        # The stand's accounts are made up; the pass phrase dies with the demo.
        vault = VaultSecrets(folder.vault, secrets.token_urlsafe())
        for name in ("login", "password", "totp_secret"):
            vault.set(name, self._account[name])
        return Place(folder, settings, vault)

    def _cabinet(self) -> int:
        """Switch the messages on and grant the two rights to the first two employees of the made-up cabinet."""
        from rpa.operate.cabinet_settings import apply_settings, plan_settings, read_state
        from rpa.settings import save_settings
        from rpa.settings.organization import CabinetWishes

        state = read_state(self._place)
        wishes = {"employees": [{"name": one.name, "position": one.position} for one in state.employees[:2]]}
        settings = self._place.settings.model_copy(update={"cabinet": CabinetWishes.model_validate(wishes)})
        save_settings(self._place.folder.settings, settings)
        self._place = replace(self._place, settings=settings)
        planned = plan_settings(self._place, state=state)
        apply_settings(self._place, planned)
        return int(planned.difference.box is not None) + len(planned.difference.rights)

    def _inquiries(self) -> int:
        from rpa.operate.inquiries import sync

        with progress_bar("Чтение обращений", quiet=self._quiet) as bar:
            return sync(self._place, lambda done, total, _key: bar.update(done, total)).opened

    def _debts(self) -> tuple[dict[str, int], int, int]:
        from rpa.debts.approval import approve
        from rpa.model import Decision
        from rpa.operate.answering import apply_plan
        from rpa.operate.planning import load_prepared, make_plan, numbers, receive, save_approval

        prepared = load_prepared(self._place)
        with progress_bar("Чтение запросов", quiet=self._quiet) as bar:
            received, summary = receive(self._place, lambda done, total, _key: bar.update(done, total))
        made = make_plan(self._place, received, prepared, summary)
        proven = {
            item.request_number: item.decision for item in made.plan.items if item.decision is not Decision.REVIEW
        }
        approval = approve(made.plan, proven, approver=APPROVER, at=self._place.moscow_now(), approval=made.approval)
        save_approval(self._place, made.plan, approval)
        self._say("Утверждение", f"{POLICY}: {len(proven)} и {len(made.plan.items) - len(proven)}")
        with progress_bar("Отправка ответов", quiet=self._quiet) as bar:
            first = self._unless_stopped(
                lambda: apply_plan(self._place, made.plan, approval, lambda done, total, _key: bar.update(done, total))
            )
        second = apply_plan(self._place, made.plan, approval)
        sent = [applied.summary.counts().get("done", 0) if applied.summary else 0 for applied in (first, second)]
        return numbers(made.plan), sent[0], sent[1]

    def _recorded(self) -> list[dict[str, Any]]:
        """What the stand itself wrote down."""
        with urllib.request.urlopen(f"{self._stand['control']}/__stand__/state", timeout=60) as response:  # noqa: S310 - loopback
            state = json.load(response)
        return [answer for answer in state["answers"] if answer["ogrn"] == self._account["ogrn"]]

    def _report(self) -> str:
        from rpa.operate.reporting import write_report

        return str(write_report(self._place, formats=("html", "xlsx")).files["html"])

    def _say(self, what: str, text: str) -> None:
        if not self._quiet:
            err.print(f"[bold]{what}.[/] ", end="")
            err.print(text, markup=False)
