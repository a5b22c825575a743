"""How fast a register loads: make one of N rows, load it, index it, print rows per second and memory (PSS).

    python -m benchmarks.dataset_load 100000 [--format xlsx|csv] [--keep FILE]

People and addresses are made up from a fixed seed; one row in fifty is broken on purpose.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psutil
import xlsxwriter

from benchmarks.memory import memory_mib
from rpa.debts.dataset import load_dataset
from rpa.debts.matching import Matcher

TODAY = date(2026, 11, 24)
CAPTIONS = (
    "Лицевой счет", "Адрес", "Кв.", "Комната", "ФИО", "Вид акта", "Суд", "Номер дела", "Дата акта", "Вступил в силу",
    "Состояние акта", "Период с", "Период по", "Присуждено основной долг", "Остаток основной долг", "Остаток пени",
    "Остаток госпошлина", "Дата остатка", "Соглашение", "ИП", "Идентификатор дома ФИАС",
)  # fmt: skip
LAST = ("Иванов", "Петров", "Сидоров", "Кузнецов", "Смирнов", "Ёлкин", "Мамедов")
FIRST = ("Иван", "Пётр", "Сергей", "Алексей", "Рашид", "Фёдор")
MIDDLE = ("Иванович", "Петрович", "Сергеевич", "Алексеевич", "Али оглы")
STREETS = ("ул. Мира", "пр-кт Победы", "ул. Садовая", "пер. Тихий", "ул. 8 Марта", "б-р Строителей")


def lines(count: int, seed: int = 1) -> Iterator[list[Any]]:
    """Rows of an invented register; money as text with a no-break blank and a comma, as programs print it."""
    chance = random.Random(seed)
    for number in range(count):
        act = TODAY - timedelta(days=chance.randrange(60, 900))
        start = act - timedelta(days=chance.randrange(200, 700))
        awarded = chance.randrange(100, 9_999_999)
        rest = chance.randrange(0, awarded + 1)
        house = chance.randrange(1, 200)
        broken = number % 50 == 49
        yield [
            f"{number:08d}", f"г. Энск, {chance.choice(STREETS)}, д. {house}", float(chance.randrange(1, 300)), "",
            "Иванов И.И." if broken else f"{chance.choice(LAST)} {chance.choice(FIRST)} {chance.choice(MIDDLE)}",
            "Судебный приказ", f"Судебный участок № {chance.randrange(1, 40)}", f"2-{number}/{act.year}",
            act, f"{act + timedelta(days=20):%d.%m.%Y}", "Действует", f"{start:%m.%Y}",
            f"{act - timedelta(days=40):%m.%Y}",
            roubles(awarded), roubles(rest), "0,00", 0.0, date(2026, 11, 23), "нет", f"{number % 99999}/25/77001-ИП",
            f"00000000-0000-4000-8000-{house:012d}",
        ]  # fmt: skip


def roubles(kopecks: int) -> str:
    return f"{kopecks / 100:,.2f}".replace(",", "\u00a0").replace(".", ",")


def write_xlsx(path: Path, rows: Iterable[list[Any]]) -> None:
    """A sheet with a title, the header, the rows and a total."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Долги")
    as_date = book.add_format({"num_format": "dd.mm.yyyy"})
    sheet.write_string(0, 0, "Задолженность по судебным актам")
    for column, caption in enumerate(CAPTIONS):
        sheet.write_string(2, column, caption)
    below = 3
    for number, row in enumerate(rows, below):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell, as_date)
            else:
                sheet.write(number, column, cell)
        below = number + 1
    sheet.write_string(below, 0, "Итого")
    book.close()


def write_csv(path: Path, rows: Iterable[list[Any]], encoding: str = "cp1251") -> None:
    with path.open("w", encoding=encoding, newline="") as stream:
        table = csv.writer(stream, delimiter=";")
        table.writerow(CAPTIONS)
        for row in rows:
            table.writerow([f"{cell:%d.%m.%Y}" if isinstance(cell, date) else cell for cell in row])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("rows", type=int, nargs="?", default=100_000)
    arguments.add_argument("--format", choices=("xlsx", "csv"), default="xlsx")
    arguments.add_argument("--keep", type=Path, help="keep the made file here")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = chosen.keep or Path(folder) / f"made.{chosen.format}"
        {"xlsx": write_xlsx, "csv": write_csv}[chosen.format](path, lines(chosen.rows))
        started, cpu = time.perf_counter(), time.process_time()
        dataset = load_dataset(path, today=TODAY)
        seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    matcher = Matcher(dataset.rows, dataset.broken)
    after = memory_mib(psutil.Process())
    assert matcher and len(dataset.rows) + len(dataset.broken) == chosen.rows
    json.dump(
        {
            "rows": len(dataset.rows), "broken": len(dataset.broken), "seconds": round(seconds, 2),
            "cpu_seconds": round(cpu, 2),
            "rows_per_second": round(chosen.rows / seconds), "format": chosen.format, "peak_mib": peak_mib(),
            "indexed_pss_mib": round(after),
        },
        sys.stdout,
    )  # fmt: skip
    print()


def peak_mib() -> int | None:
    """Peak memory of this process, where the system tells it."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


if __name__ == "__main__":
    main()
