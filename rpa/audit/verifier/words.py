"""A problem as a sentence, in Russian and in English. Standard library only."""

from __future__ import annotations

from collections.abc import Sequence

from .chain import Problem

_KINDS = {
    "changed": ("запись {n} изменена", "record {n} was changed"),
    "removed": ("нет записей {n}", "records {n} are gone"),
    "added": ("лишняя запись {n}", "record {n} was added"),
    "moved": ("запись {n} переставлена", "record {n} was moved"),
    "torn": ("последняя запись {n} оборвана", "the last record {n} is not whole"),
    "signature": ("подпись в записи {n} неверна", "the signature in record {n} is wrong"),
    "checkpoint": ("запись {n} не та, что в контрольной точке", "record {n} is not the checkpoint's"),
    "unsigned": (
        "после последней верной подписи стоят показанные записи {n}: за них никто не ручается",
        "records {n} are shown after the last good signature: nobody vouches for them",
    ),
    "foreign": (
        "пакет назван не тем запросом или не той организацией, о которых его записи",
        "the package names another request or organization than its records do",
    ),
    "empty": (
        "в пакете нет ни одной записи о запросе: его страница ничего не доказывает",
        "the package shows no record about the request: its page proves nothing",
    ),
    "stray": (
        "в папке evidence лежит файл, о котором показанные записи не знают",
        "a file lies in evidence that no record shown knows",
    ),
    "outside": (
        "контрольная точка на записи {n} вне пакета, сравнить её не с чем",
        "the checkpoint at record {n} is outside the package: there is nothing to compare it with",
    ),
    "page": (
        "страница index.html не та, что строится из проверенных записей",
        "index.html is not the page that the verified records give",
    ),
    "picture": ("снимок из записи {n} не сходится", "the picture of record {n} does not match"),
}
_DETAILS = {
    "not a record of this chain": "строка не из этой цепочки",
    "a second record with this number": "вторая с этим номером",
    "the next record remembers another hash": "следующая запись помнит другой хеш",
    "the first record remembers one before it": "первая запись помнит предыдущую",
    "another hash was kept elsewhere": "начало журнала переписано целиком",
    "the journal before it was rewritten": "журнал до неё переписан",
    "the tail is cut off: the checkpoint counts more": "конец журнала отрезан: в контрольной точке записей больше",
    "does not fit the records before it": "не подходит к записям перед ней",
    "made with an unknown key": "сделана неизвестным ключом",
    "the package proves records ": "пакет доказывает записи ",
    "none by the given key": "этим ключом не подписано ничего",
    "the segment does not end where the proof says": "отрезок цепочки кончается не там, где сказано в доказательстве",
    ": another content": ": другое содержимое",
    ": missing, and no purge tells why": ": файла нет, и запись об уничтожении этого не объясняет",
    ": not a path of the evidence folder": ": путь ведёт не в папку доказательств",
}


def sentence(problem: Problem) -> tuple[str, str]:
    """(Russian, English), without a full stop's worth of doubt: which record, which line, what else is known."""
    russian, english = _KINDS[problem.kind]
    number = "" if problem.seq is None else str(problem.seq)
    if problem.until is not None and problem.until != problem.seq:
        number += f"–{problem.until}"
    detail = problem.detail
    translated = detail
    for part, words in _DETAILS.items():
        translated = translated.replace(part, words)
    where = "" if problem.line is None else str(problem.line)
    told = russian.format(n=number) + (f", строка {where}" if where else "") + (f": {translated}" if detail else "")
    said = english.format(n=number) + (f", line {where}" if where else "") + (f": {detail}" if detail else "")
    return " ".join(printable(told).split()) + ".", " ".join(printable(said).split()) + "."


def spans(numbers: Sequence[int]) -> str:
    """«7, 19–21» for ascending numbers."""
    if isinstance(numbers, range):
        # Not counted out: how many there are may be what somebody wrote into a record.
        numbers, last = numbers[:1], numbers[-1:]
        return "–".join(map(str, dict.fromkeys([*numbers, *last])))
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(f"{first}–{last}" if last > first else str(first) for first, last in found)


def printable(text: str) -> str:
    """On one line, and nothing in it that a terminal would obey: whoever made the file wrote what is printed."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
