"""Command line of the stand: ``rpa stand …`` and ``python -m rpa.stand …``, with ``accounting`` for its files alone."""

from __future__ import annotations

import argparse
import errno
import json
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from rpa.stand.accounting import write_accounting
from rpa.stand.clock import Clock
from rpa.stand.faults import FAULTS
from rpa.stand.server import listen, serve
from rpa.stand.stand import Options, Stand, urls_for
from rpa.stand.world import World


def main(argv: list[str]) -> int:
    """Run a stand until a signal; exit code 0, or 2 for wrong usage."""
    if argv[:1] == ["accounting"]:
        return _accounting(argv[1:])
    arguments = _parser().parse_args(argv)
    options = Options(
        seed=arguments.seed,
        requests=arguments.requests,
        inquiries=arguments.inquiries,
        organizations=arguments.organizations,
        latency_ms=arguments.latency,
        session_minutes=arguments.session_minutes,
        arrivals_per_day=arguments.arrivals,
        smtp=arguments.smtp,
        now=arguments.now,
        faults=tuple(arguments.fault),
    )
    try:
        listening = listen(arguments.port)
        stand = Stand(options, urls_for(listening.getsockname()[1]))
        if arguments.accounting:
            _write_all(stand.world, arguments.accounting)
    except (OSError, ValueError) as error:
        busy = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        why = f"порт {arguments.port} занят, возможно прежним стендом. Остановите его или назовите другой: --port"
        sys.stderr.write(f"Стенд не запущен: {why if busy else error}.\n")
        return 2
    serve(stand, listening, lambda: _announce(stand, arguments.json))
    return 0


def _accounting(argv: list[str]) -> int:
    """``accounting``: the files alone, without a server."""
    parser = _RussianParser("rpa stand accounting", "Выгрузки бухгалтерии для мира стенда.", "[ключи] ПАПКА")
    _world_arguments(parser)
    parser.add_argument("--ogrn", metavar="ОГРН", help="организация; без ключа — первая")
    parser.add_argument(
        "folder", type=Path, metavar="ПАПКА", help="куда записать debts.xlsx, served_houses.xlsx и acts/"
    )
    arguments = parser.parse_args(argv)
    start = Clock(arguments.now).now()
    world = World(arguments.seed, start, arguments.requests, arguments.organizations)
    organization = next((o for o in world.busy() if arguments.ogrn in (None, o.ogrn)), None)
    if organization is None:
        sys.stderr.write(f"В этом мире нет организации с ОГРН {arguments.ogrn}.\n")
        return 2
    counts = write_accounting(world, organization, arguments.folder)
    sys.stdout.write(
        json.dumps({"folder": str(arguments.folder), "ogrn": organization.ogrn, **counts}, ensure_ascii=False) + "\n"
    )
    return 0


def _write_all(world: World, folder: Path) -> None:
    """One organization writes straight into ``folder``; several into a folder each, named by ОГРН."""
    busy = world.busy()
    for organization in busy:
        write_accounting(world, organization, folder if len(busy) == 1 else folder / organization.ogrn)


def _announce(stand: Stand, as_json: bool) -> None:
    facts = stand.announcement()
    text = json.dumps(facts, ensure_ascii=False) if as_json else "\n".join(_for_people(facts))
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _for_people(facts: dict[str, Any]) -> Iterator[str]:
    yield "УЧЕБНЫЙ СТЕНД готов. Все люди, организации и адреса вымышлены."
    yield ""
    for caption, key in (("Портал", "dom"), ("Личный кабинет", "my"), ("ЕСИА", "esia"), ("Управление", "control")):
        yield f"  {caption:<16}{facts[key]}"
    for ogrn in dict.fromkeys(account["ogrn"] for account in facts["accounts"]):
        accounts = [account for account in facts["accounts"] if account["ogrn"] == ogrn]
        yield ""
        yield f"  {accounts[0]['name']}, ОГРН {ogrn}"
        yield f"    {'Логин':<25}{'Пароль':<14}Ключ TOTP"
        for account in accounts:
            yield f"    {account['position']}"
            yield f"      {account['login']:<23}{account['password']:<14}{account['totp_secret']}"
    yield ""
    yield "  Остановить: Ctrl+C"


_WRONG_USAGE = tuple(
    (re.compile(pattern), russian)
    for pattern, russian in (
        (r"argument (\S+): invalid int value: (.*)", r"\1: нужно целое число, а не \2."),
        (r"argument (\S+): invalid float value: (.*)", r"\1: нужно число, а не \2."),
        (r"argument (\S+): expected one argument", r"\1: нужно значение."),
        (r"argument (\S+): expected at least one argument", r"\1: нужно хотя бы одно значение."),
        (r"argument (\S+): ignored explicit argument (.*)", r"\1: значение \2 не нужно."),
        (r"argument (\S+): (.*)", r"\1: \2."),
        (r"unrecognized arguments: (.*)", r"Лишнее в команде: \1."),
        (r"the following arguments are required: (.*)", r"Не указано: \1."),
        (r"ambiguous option: (\S+) could match (.*)", r"Какой ключ имеется в виду: \1? Подходят: \2."),
    )
)
"""What the library says of a wrong call, and how it is said to a person; an unknown sentence stays as it is."""


class _RussianHelp(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "Использование: " if prefix is None else prefix)


class _RussianParser(argparse.ArgumentParser):
    """Help and wrong usage in Russian."""

    def __init__(self, prog: str, description: str, usage: str) -> None:
        super().__init__(prog, f"{prog} {usage}", description, formatter_class=_RussianHelp, add_help=False)
        self._optionals.title, self._positionals.title = "Ключи", "Аргументы"
        self.add_argument("-h", "--help", action="help", help="показать эту справку")

    def error(self, message: str) -> NoReturn:
        for pattern, russian in _WRONG_USAGE:
            if found := pattern.fullmatch(message):
                message = found.expand(russian)
                break
        self.exit(2, f"{self.format_usage()}Справка: {self.prog} --help\n\nОшибка. {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _RussianParser("rpa stand", "Учебный стенд личного кабинета ГИС ЖКХ на этом компьютере.", "[ключи]")
    names = "\n".join(f"  {name:<27}{kind.meaning}" for name, kind in FAULTS.items())
    parser.epilog = f"Неисправности для --fault:\n{names}"
    add = parser.add_argument
    add("--port", type=int, default=0, metavar="ПОРТ", help="порт; 0 — свободный (по умолчанию)")
    _world_arguments(parser)
    add("--inquiries", type=_count, default=20, metavar="ЧИСЛО", help="обращений у каждой организации")
    add("--latency", type=float, default=0, metavar="МС", help="задержка каждого ответа REST, мс")
    add(
        "--fault",
        action="extend",
        nargs="+",
        default=[],
        metavar="ИМЯ[:ключ=значение,…]",
        help="включить неисправность из списка ниже; можно несколько раз",
    )
    add("--smtp", type=_host_port, metavar="АДРЕС:ПОРТ", help="куда отправлять письма")
    add("--session-minutes", type=float, default=15, metavar="МИНУТ", help="сколько минут бездействия живёт сеанс")
    add("--arrivals", type=float, default=0, metavar="ЧИСЛО", help="сколько запросов и обращений поступает за сутки")
    add("--accounting", type=Path, metavar="ПАПКА", help="записать туда выгрузки бухгалтерии этого мира")
    add("--json", action="store_true", help="первая строка вывода — JSON с адресами и учётными записями")
    return parser


def _world_arguments(parser: argparse.ArgumentParser) -> None:
    """What decides the world, and so the accounting files of it."""
    add = parser.add_argument
    add("--seed", type=int, default=1, metavar="ЧИСЛО", help="зерно вымышленного мира: одно зерно — один мир")
    add("--requests", type=_count, default=40, metavar="ЧИСЛО", help="запросов о задолженности у каждой организации")
    add("--organizations", type=_count, default=1, metavar="ЧИСЛО", help="сколько организаций")
    add(
        "--now",
        type=_moment,
        metavar="КОГДА",
        help="с какого момента идут часы стенда (Москва), например 2026-11-24T09:00",
    )


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("нужно неотрицательное целое число")
    return int(text)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("нужны дата и время, например 2026-11-24T09:00") from None


def _host_port(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit():
        raise argparse.ArgumentTypeError("нужен АДРЕС:ПОРТ, например 127.0.0.1:1025")
    return host, int(port)
