"""``rpa run``: the daily run, the deadline guard, and any scenario that only reads or asks what it needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rpa.cli.context import DataOption, JsonOption, OrganizationOption, locate
from rpa.cli.output import as_day, err, print_json, print_line, print_table, progress_bar, warn
from rpa.errors import STOPPED, NotFinished

if TYPE_CHECKING:
    from rpa.operate.day import Day, Outcome

DAILY, GUARD = "daily", "guard"


def register(app: typer.Typer) -> None:
    app.command("run")(run)


def run(
    name: Annotated[
        str | None, typer.Argument(help="daily, guard или имя сценария (см. --list).", show_default=False)
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Показать сценарии.")] = False,
    every: Annotated[bool, typer.Option("--all", help="daily и guard: все организации этой машины.")] = False,
    at_once: Annotated[
        int | None,
        typer.Option("--at-once", min=1, max=16, help="С --all: сколько одновременно; по умолчанию по одной."),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="daily: пройти все стадии дня заново.")] = False,
    park_until: Annotated[
        str | None,
        typer.Option(
            "--park-until",
            metavar="ЧЧ:ММ",
            help="daily: до какого времени (Москва) ждать человека, если его требует вход; по умолчанию по настройке"
            " sign_in.wait_for_person_minutes.",
            show_default=False,
        ),
    ] = None,
    no_park: Annotated[bool, typer.Option("--no-park", help="daily: не ждать человека, закончить кодом 77.")] = False,
    unless_done: Annotated[
        bool,
        typer.Option(
            "--unless-done",
            help="daily, для планировщика: не начинать снова, если прогон по расписанию сегодня уже прошёл и кончился"
            " не временной причиной (71, 73, 75).",
        ),
    ] = False,
    answers: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="КЛЮЧ=ЗНАЧЕНИЕ", help="Сценарий: ответ на то, что он спрашивает (см. --list)."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Сценарий, который меняет кабинет: согласие.")] = False,
    data: DataOption = None,
    organization: OrganizationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ежедневный прогон, проверка сроков или сценарий по имени.

    daily: проверка → обращения → план → отправка утверждённого → сверка → отчёт → срок хранения → уведомления.
    Повторный запуск в тот же день продолжает с места остановки. guard: предупредить о сроках, без браузера и сайта.
    """
    if listed or name is None:
        _list(as_json)
        return
    if at_once is not None and not every:
        raise typer.BadParameter("только вместе с --all", param_hint="--at-once")
    if (answers or yes) and name in (DAILY, GUARD):
        raise typer.BadParameter("только для сценария по имени, не для daily и guard", param_hint="--set, --yes")
    if every:
        if name not in (DAILY, GUARD) or organization:
            raise typer.BadParameter("только для daily и guard, без --organization", param_hint="--all")
        _all(name, data, at_once or 1, again, as_json)
    elif name == DAILY:
        if not (unless_done and _gone_through(data, organization, as_json)):
            _daily(data, organization, again, as_json, park_until=park_until, park=not no_park)
    elif name == GUARD:
        _guard(data, organization, as_json)
    else:
        _scenario(name, data, organization, as_json, dict(_pair(text) for text in answers or ()), confirmed=yes)


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter("нужно КЛЮЧ=ЗНАЧЕНИЕ", param_hint="--set")
    return key.strip(), value


def _list(as_json: bool) -> None:
    from rpa.job import catalogue
    from rpa.operate.reading import asked_by

    titles = catalogue.names()
    reading = {name: catalogue.only_reads(catalogue.load(name)) for name in titles}
    asked = {name: asked_by(name) for name in titles}
    own = {name: catalogue.command(catalogue.load(name)) for name in titles}
    if as_json:
        print_json(
            [
                {"name": name, "title": titles[name], "read_only": reading[name], "asks": asked[name]}
                | ({"command": own[name]} if own[name] else {})
                for name in titles
            ]
        )
        return
    rows = [(name, titles[name], "rpa run" if reading[name] else asked[name] or own[name]) for name in titles]
    print_table("Сценарии", ("Имя", "Что делает", "Запуск"), rows)
    print_line("Ещё: rpa run daily — весь день целиком, rpa run guard — проверка сроков.")


def _daily(
    data: Path | None, organization: str | None, again: bool, as_json: bool, *, park_until: str | None, park: bool
) -> None:
    from rpa.operate.daily import TITLES, run_daily
    from rpa.operate.parking import parse_until, unattended

    def tell(name: str, outcome: Outcome | None) -> None:
        if not as_json:
            err.print(f"{TITLES[name]}: {_state(outcome)}", markup=False)

    until = parse_until(park_until) if park_until else None
    place = locate(data, organization)
    day = run_daily(unattended(place, until=until) if park else place, again=again, on_stage=tell)
    if as_json:
        print_json(day.document())
    else:
        _show_day(day)
    raise typer.Exit(STOPPED if day.stopped and day.exit_code in (0, NotFinished.exit_code) else day.exit_code)


def _gone_through(data: Path | None, organization: str | None, as_json: bool) -> bool:
    """Whether the day of the schedule is over; told. Without the vault, which may be what ended it."""
    from datetime import datetime

    from rpa.operate.schedule import gone_through
    from rpa.settings import DataRoot, load_settings

    folder = DataRoot.of(data).organization(organization)
    at = load_settings(folder.settings).schedule.daily_at
    day = gone_through(folder.reports, at, datetime.now().astimezone())
    if day is None:
        return False
    if as_json:
        print_json(day.document())
    else:
        print_line(f"Прогон по расписанию сегодня уже прошёл, код {day.exit_code}.")
    return True


def _show_day(day: Day) -> None:
    from rpa.operate.daily import TITLES

    rows = [(TITLES[name], _state(outcome), _counts(outcome)) for name, outcome in day.outcomes.items()]
    print_table(f"{day.organization}, {day.day:%d.%m.%Y}", ("Стадия", "Итог", "Числа"), rows)
    for trouble in day.troubles():
        warn(f"{trouble.what} {trouble.hint} ({trouble.who})")
    for outcome in day.outcomes.values():
        for path in outcome.files:
            print_line(f"Отчёт: {path}")
    if day.stopped:
        warn(f"Остановлено ({day.stopped}): повторный запуск продолжит с этого места.")
    if day.checkpoint:
        print_line(f"Контрольная точка журнала: {day.checkpoint}")


def _guard(data: Path | None, organization: str | None, as_json: bool) -> None:
    from rpa.operate.guarding import guard
    from rpa.settings import DataRoot

    guarded, delivery = guard(DataRoot.of(data).organization(organization))
    if as_json:
        print_json(
            {
                "waiting": len(guarded.waiting),
                "close": [{"request_number": one.request_number, "due": one.due} for one in guarded.close],
                "overdue": len(guarded.overdue),
                "inquiries": [
                    {"number": one.request_number, "due": one.due, "overdue": one.overdue} for one in guarded.inquiries
                ],
                "read_at": guarded.read_at,
                "blind": guarded.blind,
                "notices": {"sent": delivery.sent, "collapsed": delivery.collapsed, "failed": delivery.failed},
            }
        )
    else:
        close = [("запрос", one) for one in guarded.close] + [("обращение", one) for one in guarded.inquiries]
        rows = [
            (what, one.request_number, as_day(one.due), "просрочен" if one.overdue else one.left) for what, one in close
        ]
        if rows:
            print_table("Сроки близко", ("Что", "Номер", "Срок", "Рабочих дней осталось"), rows)
        for sentence in guarded.blind:
            warn(sentence)
        if not rows and not guarded.blind:
            print_line(f"Не отвечено: {len(guarded.waiting)}; близких сроков нет.")
    # A warning that nobody got is tried again by the scheduler, which takes 1 and 69 for a run that went through.
    raise typer.Exit(75 if delivery.failed else guarded.exit_code)


def _all(name: str, data: Path | None, at_once: int, again: bool, as_json: bool) -> None:
    from rpa.operate.everyone import run_everyone
    from rpa.settings import DataRoot

    root = DataRoot.of(data)
    slugs = root.slugs()
    with progress_bar("Организации", len(slugs), quiet=as_json) as bar:
        summary = run_everyone(root, name, at_once=at_once, again=again, on_progress=bar.update)
    if as_json:
        print_json(summary.document())
    else:
        rows = [(one.slug, one.code, one.sentence) for one in summary.organizations]
        print_table("Все организации", ("Организация", "Код", "Что"), rows)
        if summary.stopped:
            warn(f"Остановлено ({summary.stopped}): повторный запуск продолжит с этого места.")
    raise typer.Exit(summary.exit_code)


def _scenario(
    name: str,
    data: Path | None,
    organization: str | None,
    as_json: bool,
    answers: dict[str, str],
    *,
    confirmed: bool,
) -> None:
    from rpa.job.results import Ending
    from rpa.operate.reading import run_by_name

    place = locate(data, organization)
    with progress_bar(name, quiet=as_json) as bar:
        ran = run_by_name(
            place, name, answers, confirmed=confirmed, on_progress=lambda done, total, _key: bar.update(done, total)
        )
    summary = ran.summary
    document: dict[str, Any] = {"scenario": name, "run": summary.run_id, "counts": summary.counts(), **ran.counts}
    if as_json:
        print_json(document)
    else:
        rows = [(_said(word), count) for word, count in ran.counts.items()]
        print_table(f"Прогон {summary.run_id}", ("Что", "Сколько"), rows)
        for result in summary.results:
            if result.ending is Ending.ALREADY and result.detail:
                print_line(f"{result.key}: {result.detail}")
        for result in summary.failures():
            warn(f"{result.key}: {result.detail}")
        if ran.doubt is not None:
            warn(f"{ran.doubt.what} {ran.doubt.hint}")
    if summary.error:
        raise summary.error
    raise typer.Exit(ran.exit_code)


def _said(word: str) -> str:
    """A number that a scenario answers with, named for a person. ``--json`` has the words themselves."""
    from rpa.audit.report.words import FINDINGS
    from rpa.job.results import RUSSIAN, Ending

    # The endings are worded for answers; a scenario by name sends none.
    endings = {ending.value: said for ending, said in RUSSIAN.items()}
    done = {Ending.DONE.value: "выполнено", Ending.ALREADY.value: "ничего не изменено: так уже было"}
    seen = {"listed": "в списке", "opened": "прочитано карточек", "vanished": "больше нет в списке"}
    return {**endings, **done, **FINDINGS, **seen, "read": "прочитано"}.get(word, word)


def _state(outcome: Outcome | None) -> str:
    if outcome is None:
        return "…"
    words = {"done": "✓ выполнено", "attention": "! нужен человек", "failed": "✗ не удалось", "blocked": "— не начато"}
    return words[outcome.state] + (" (раньше)" if outcome.resumed else "")


def _counts(outcome: Outcome) -> str:
    from rpa.operate.notices.compose import in_words

    return in_words(outcome.counts)
