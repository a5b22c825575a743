"""The package's own program, started by its ``verify.py``: for whoever received it and has nothing of ours.

    python verify.py [PACKAGE or JOURNAL] [--checkpoint HASH:COUNT] [--key FILE]

Needs Python 3.9 or newer. Exit code 0: everything holds; 74: something does not; 2: not understood.
"""

from __future__ import annotations

import argparse
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from . import ed25519
from .journal import JournalCheck
from .package import check_package
from .words import sentence


def main(arguments: list[str], out: TextIO) -> int:
    """Check what the arguments name and write the result to ``out``; returns the exit code."""
    parser = argparse.ArgumentParser(prog="verify.py", description=__doc__)
    parser.add_argument("path", nargs="?", type=Path, default=Path(__file__).resolve().parents[1])
    parser.add_argument("--checkpoint", type=_checkpoint, help="HASH:COUNT from a notice or a printed report")
    parser.add_argument("--key", type=Path, help="public key (PEM) from a source you trust")
    options = parser.parse_args(arguments)
    try:
        check = _check(options.path, options.key, options.checkpoint)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        out.write(f"Не читается / cannot be read: {type(error).__name__}: {error}\n")
        return 2
    for problem in check.problems:
        out.write("\n".join(sentence(problem)) + "\n")
    good = not check.problems
    out.write(
        f"{'СХОДИТСЯ / VERIFIED' if good else 'НЕ СХОДИТСЯ / NOT VERIFIED'}: записей / records {check.count}, "
        f"подписей / signatures {check.signatures}, снимков / pictures {check.pictures}.\n"
        f"Контрольная точка / checkpoint: {check.head}:{check.count}\n"
    )
    if check.signed_count == 0:
        out.write("Подпись ещё не поставлена или ключа нет / no signature yet, or no key.\n")
    return 0 if good else 74


def _check(path: Path, key: Path | None, checkpoint: tuple[str, int] | None) -> JournalCheck:
    root: Any = zipfile.Path(zipfile.ZipFile(path)) if zipfile.is_zipfile(path) else path
    beside: Any = root / "journal.pub" if root is not path or path.is_dir() else path.with_suffix(".pub")
    pem = (key or beside).read_text(encoding="ascii") if key or beside.exists() else ""
    check_signature = _signature_check(ed25519.read_keys(pem)) if pem else None
    if root is path and path.is_file():
        check = JournalCheck(check_signature=check_signature, checkpoint=checkpoint)
        with path.open("rb") as stream:
            check.run(stream)
    else:
        check = check_package(root, check_signature=check_signature, checkpoint=checkpoint)
    if key and not check.signatures:
        check.chain.report("signature", detail="none by the given key")
    return check


def _signature_check(keys: dict[str, bytes]) -> Callable[[str, bytes, bytes], bool]:
    return lambda key, signature, message: ed25519.verify(keys[key], signature, message)


def _checkpoint(text: str) -> tuple[str, int]:
    head, _, count = text.partition(":")
    return head, int(count)
