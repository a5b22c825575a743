"""Command line of the stand: ``rpa stand …`` and ``python -m rpa.stand …``."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime

from rpa.stand.server import listen, serve
from rpa.stand.stand import Options, Stand, urls_for


def main(argv: list[str]) -> int:
    """Run a stand until a signal; exit code 0, or 2 for wrong usage."""
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
    except (OSError, ValueError) as error:
        print(f"Стенд не запущен: {error}", file=sys.stderr)
        return 2
    serve(stand, listening, lambda: _announce(stand, arguments.json))
    return 0


def _announce(stand: Stand, as_json: bool) -> None:
    facts = stand.announcement()
    if as_json:
        print(json.dumps(facts, ensure_ascii=False), flush=True)
        return
    print("УЧЕБНЫЙ СТЕНД готов. Все люди, организации и адреса вымышлены.\n")
    for caption, key in (("Портал", "dom"), ("Личный кабинет", "my"), ("ЕСИА", "esia"), ("Управление", "control")):
        print(f"  {caption:<16}{facts[key]}")
    print("\n  Учётные записи:")
    for account in facts["accounts"]:
        print(f"  {account['login']:<24}{account['password']:<16}{account['position']:<24}{account['name']}, ОГРН {account['ogrn']}")
        print(f"  {'':<24}ключ TOTP: {account['totp_secret']}")
    print("\n  Остановить: Ctrl+C", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rpa stand", description="Учебный стенд личного кабинета ГИС ЖКХ на этом компьютере.")
    add = parser.add_argument
    add("--port", type=int, default=0, help="порт; 0 — свободный (по умолчанию)")
    add("--seed", type=int, default=1, help="зерно вымышленного мира: одно зерно — один мир")
    add("--requests", type=_count, default=40, help="запросов о задолженности у каждой организации")
    add("--inquiries", type=_count, default=20, help="обращений у каждой организации")
    add("--organizations", type=_count, default=1, help="сколько организаций")
    add("--latency", type=float, default=0, metavar="MS", help="задержка каждого ответа REST, мс")
    add("--fault", action="append", default=[], metavar="NAME[:ключ=значение,…]", help="включить неисправность; можно несколько раз")
    add("--smtp", type=_host_port, metavar="HOST:PORT", help="куда отправлять письма")
    add("--session-minutes", type=float, default=15, help="сколько минут бездействия живёт сеанс")
    add("--arrivals", type=float, default=0, metavar="PER_DAY", help="сколько запросов и обращений поступает за сутки")
    add("--now", type=datetime.fromisoformat, metavar="ISO", help="с какого момента идут часы стенда (Москва)")
    add("--json", action="store_true", help="первая строка вывода — JSON с адресами и учётными записями")
    return parser


def _count(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError("нужно неотрицательное число")
    return value


def _host_port(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit():
        raise argparse.ArgumentTypeError("жду HOST:PORT")
    return host, int(port)
