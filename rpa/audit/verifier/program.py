"""The package's own program, started by its ``verify.py``: for whoever received it and has nothing of ours.

    python verify.py [PACKAGE or JOURNAL] [--checkpoint HASH:COUNT] [--key FILE]

Needs Python 3.9 or newer. Exit code 0: everything holds; 74: something does not; 2: not understood.
"""

from __future__ import annotations

import argparse
import zipfile
from pathlib import Path
from typing import Any, TextIO

from . import ed25519
from .facts import facts
from .journal import JournalCheck, SignatureCheck
from .package import UNREADABLE, check_package, refuse_hostile
from .words import printable, sentence, spans


def main(arguments: list[str], out: TextIO) -> int:
    """Check what the arguments name and write the result to ``out``; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="verify.py",
        description="Проверить, что записи не изменены / check that no record was changed.",
        epilog="Код выхода / exit code: 0 сходится / verified; 74 не сходится / not verified; 2 не читается / unread.",
        add_help=False,
    )
    add = parser.add_argument
    here = Path(__file__).resolve().parents[1]
    add("path", nargs="?", type=Path, default=here, help="пакет, папка или журнал / package, folder or journal")
    add(
        "--checkpoint",
        type=_checkpoint,
        metavar="HASH:COUNT",
        help="контрольная точка из уведомления или отчёта / from a notice or a printed report",
    )
    add(
        "--key",
        type=Path,
        metavar="FILE",
        help="открытый ключ (PEM), полученный другим путём / public key from a source you trust",
    )
    add("-h", "--help", action="help", help="эта справка / this help")
    options = parser.parse_args(arguments)
    try:
        check = _check(options.path, options.key, options.checkpoint)
    except UNREADABLE as error:
        out.write(f"Не читается / cannot be read: {type(error).__name__}: {printable(str(error))}\n")
        return 2
    for problem in check.problems:
        out.write("\n".join(sentence(problem)) + "\n")
    for line in facts(check):
        out.write(line + "\n")
    good = not check.problems
    out.write(
        f"{'СХОДИТСЯ / VERIFIED' if good else 'НЕ СХОДИТСЯ / NOT VERIFIED'}: записей / records {check.count}, "
        f"подписей / signatures {check.signatures}, снимков / pictures {check.pictures}.\n"
        f"Контрольная точка / checkpoint: {check.head}:{check.count}\n"
    )
    if check.signed_count == 0:
        out.write("Подпись ещё не поставлена или ключа нет / no signature yet, or no key.\n")
    elif check.unsigned:
        out.write(f"Не подписаны записи / not signed, records: {spans(check.unsigned)}.\n")
    if check.clock_back:
        out.write(f"Время идёт назад в записях / time runs backwards at records: {spans(check.clock_back)}.\n")
    if check.other_hands:
        out.write(
            f"Организация меняется с записей / the organization changes at records: {spans(check.other_hands)}.\n"
        )
    return 0 if good else 74


def _check(path: Path, key: Path | None, checkpoint: tuple[str, int] | None) -> JournalCheck:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            refuse_hostile(archive)
            check = _check_package(zipfile.Path(archive), key, checkpoint)
    elif path.is_dir():
        check = _check_package(path, key, checkpoint)
    else:
        check = JournalCheck(check_signature=_signature_check(key, path.with_suffix(".pub")), checkpoint=checkpoint)
        with path.open("rb") as stream:
            check.run(stream)
    if key:
        check.require_signed()
    return check


def _check_package(folder: Any, key: Path | None, checkpoint: tuple[str, int] | None) -> JournalCheck:
    check_signature = _signature_check(key, folder / "journal.pub")
    return check_package(folder, check_signature=check_signature, checkpoint=checkpoint)


def _signature_check(given: Path | None, beside: Any) -> SignatureCheck | None:
    """By the key that was ``given``, else by what lies beside the journal, if anything does."""
    pem = given or beside
    keys = ed25519.read_keys(pem.read_text(encoding="ascii")) if given or pem.exists() else {}
    if given and not keys:
        # A slip of whoever checks must not look like a signature that is missing.
        raise ValueError("в файле --key нет открытого ключа Ed25519 / no Ed25519 public key in the file of --key")
    return (lambda key, signature, message: ed25519.verify(keys[key], signature, message)) if keys else None


def _checkpoint(text: str) -> tuple[str, int]:
    head, _, count = text.strip().lower().partition(":")
    if len(head) != 64 or set(head) - set("0123456789abcdef") or not count.isdecimal():
        raise argparse.ArgumentTypeError("нужно ХЕШ:ЧИСЛО целиком / the whole HASH:COUNT is needed")
    return head, int(count)
