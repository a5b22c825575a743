"""``verify_journal``: the verifier's plain Python with a fast signature library, and sentences for people."""

from __future__ import annotations

import contextlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from rpa import __version__
from rpa.audit.journal import Checkpoint, is_held, public_key_path
from rpa.audit.signing import is_signed, read_public_keys
from rpa.audit.verifier.chain import Problem, claimed_seq
from rpa.audit.verifier.journal import JournalCheck, SignatureCheck
from rpa.audit.verifier.package import UNREADABLE, check_package, refuse_hostile
from rpa.audit.verifier.words import sentence, spans
from rpa.errors import BadInput, EvidenceBroken, WrongUsage

_WHAT_IS_READ = "Нужен journal.jsonl, папка организации (…/organizations/ИМЯ) или пакет ZIP"
_A_LOOK = 1 << 16
_TORN = "torn"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was done to which record. ``kind`` as in the verifier's ``Problem``; ``sentence`` is Russian."""

    kind: str
    seq: int | None
    until: int | None
    line: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a check. ``signed_count``: the newest good signature vouches for everything up to this record.

    ``pictures`` were compared with their files; ``purged`` are absent and a purge record says why. ``remarks`` are no
    faults, but what this check could not prove.
    """

    records: int
    head: str
    findings: tuple[Finding, ...]
    signatures: int
    signed_count: int
    pictures: int
    purged: int
    remarks: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.findings

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return {"ok": self.ok, **asdict(self)}

    def require(self) -> Verdict:
        """Return self, or raise ``EvidenceBroken`` with the first finding."""
        if self.findings:
            raise EvidenceBroken(f"Журнал не сходится: {self.findings[0].sentence}")
        return self


def verify_journal(
    path: Path,
    *,
    public_key: bytes | None = None,
    checkpoint: Checkpoint | None = None,
    evidence_root: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Verdict:
    """Check a whole journal, streaming; needs no settings and no network.

    ``public_key``: PEM from a trusted place; without it the file beside the journal is used, which whoever rewrites
    the journal could rewrite too. ``evidence_root``: also compare the pictures. ``progress`` hears (bytes done, of).
    Half of a last line is a remark while a run holds the journal, which may be writing it. Raises ``BadInput`` if the
    journal or the key cannot be read; what is wrong inside is told by the verdict.
    """
    beside = public_key_path(path)
    pem = public_key if public_key is not None else beside.read_bytes() if beside.is_file() else b""
    check_signature = _signature_check(pem, public_key is not None)

    def look() -> JournalCheck:
        check = JournalCheck(
            check_signature=check_signature,
            checkpoint=(checkpoint.head, checkpoint.count) if checkpoint else None,
            evidence_root=evidence_root,
        )
        size = path.stat().st_size
        with path.open("rb", buffering=1 << 20) as stream:
            return check.run(stream, None if progress is None else lambda done: progress(done, size))

    remarks: tuple[str, ...] = ()
    try:
        check = look()
        if _torn(check) and _is_written(path):
            check.problems[:] = [problem for problem in check.problems if problem.kind != _TORN]
            remarks = ("Последняя строка журнала ещё пишется: идёт прогон. Проверьте ещё раз, когда он закончится.",)
        elif _torn(check):
            # Unless whoever wrote it has finished meanwhile.
            check = look()
    except OSError as error:
        raise BadInput(f"Журнал не читается: {path}.", hint=f"{_WHAT_IS_READ}; проверьте путь и права.") from error
    verdict = _verdict(check, public_key, check_signature is not None, checkpoint, evidence_root is not None)
    return replace(verdict, remarks=(*verdict.remarks, *remarks))


def _torn(check: JournalCheck) -> bool:
    return any(problem.kind == _TORN for problem in check.problems)


def _is_written(journal: Path) -> bool:
    """Whoever reads a journal while a run writes a line sees half of that line."""
    with contextlib.suppress(OSError):  # a lock that nobody here may open says nothing
        return is_held(journal)
    return False


def refuse_another_file(path: Path, verdict: Verdict) -> None:
    """Raises ``BadInput`` for what is no journal, not even a damaged one: «changed», line by line, would not say so."""
    if verdict.ok or verdict.records:
        return
    with path.open("rb") as stream:
        if claimed_seq(stream.read(_A_LOOK)) is None:
            raise BadInput(f"Это не журнал робота: {path}.", hint=f"{_WHAT_IS_READ}.")


def verify_package(path: Path, *, public_key: bytes | None = None, checkpoint: Checkpoint | None = None) -> Verdict:
    """Check an exported package: a ZIP file or the folder it was unpacked to.

    Raises ``BadInput`` if it is not there, cannot be read or is none.
    """
    if not path.exists():
        raise BadInput(f"Пакет не найден: {path.name}.", hint="Проверьте путь и имя файла.")
    try:
        with contextlib.ExitStack() as stack:
            folder: Any = path
            if path.is_file():
                archive = stack.enter_context(zipfile.ZipFile(path))
                refuse_hostile(archive)
                folder = zipfile.Path(archive)
            pem = public_key if public_key is not None else (folder / "journal.pub").read_bytes()
            check_signature = _signature_check(pem, public_key is not None)
            point = (checkpoint.head, checkpoint.count) if checkpoint else None
            check = check_package(folder, check_signature=check_signature, checkpoint=point)
            page_made_elsewhere = _compare_page(folder, check)
    except UNREADABLE as error:
        raise BadInput(
            "Это не пакет доказательств, или он не читается.", hint="Нужен ZIP из `rpa audit export`, без пароля."
        ) from error
    verdict = _verdict(check, public_key, check_signature is not None, checkpoint, True)
    if page_made_elsewhere:
        told = (
            f"Страницу index.html построила другая версия робота ({page_made_elsewhere}), сравнить её не с чем: "
            "она ничего не доказывает. Что сказано в записях, печатает `python verify.py` из пакета."
        )
        verdict = replace(verdict, remarks=(*verdict.remarks, told))
    return verdict


def _compare_page(folder: Any, check: JournalCheck) -> str:
    """Report a page that is not what the records of a sound package give; or the other version that made it.

    A stranger reads the page first, and nothing else ties it to the records.
    """
    # Only a package has a page; a journal is verified without the libraries that draw it.
    from rpa.audit.package_page import page_of, pictures_of

    if check.problems or not check.shown:
        return ""
    proof = json.loads((folder / "proof.json").read_text(encoding="utf-8"))
    made_by = str(proof.get("made_by", __version__))
    wanted = page_of(
        str(proof["request_number"]),
        check.shown,
        pictures_of(check.shown, folder / "evidence"),
        Checkpoint(check.head, check.count),
    )
    found = (folder / "index.html").read_bytes()
    if found == wanted:
        return ""
    if made_by != __version__:
        return made_by
    check.chain.report("page")
    return ""


def read_checkpoint(text: str) -> Checkpoint:
    """``hash:count`` as a person typed it. Raises ``WrongUsage``."""
    try:
        return Checkpoint.parse(text)
    except ValueError as error:
        raise WrongUsage(
            "Контрольная точка записывается как ХЕШ:ЧИСЛО.", hint="Возьмите её из уведомления целиком."
        ) from error


def _verdict(
    check: JournalCheck,
    public_key: bytes | None,
    keys_known: bool,
    checkpoint: Checkpoint | None,
    pictures_checked: bool,
) -> Verdict:
    if public_key is not None:
        check.require_signed()
    return Verdict(
        records=check.count,
        head=check.head,
        findings=tuple(_finding(problem) for problem in check.problems),
        signatures=check.signatures,
        signed_count=check.signed_count,
        pictures=check.pictures,
        purged=check.purged,
        remarks=tuple(_remarks(check, keys_known, checkpoint is not None, pictures_checked)),
    )


def _signature_check(pem: bytes, given: bool) -> SignatureCheck | None:
    try:
        keys = read_public_keys(pem)
    except ValueError as error:
        raise BadInput("Открытый ключ не читается.", hint="Нужен ключ Ed25519 в виде PEM.") from error
    if not keys:
        if given:
            raise BadInput("В файле нет открытого ключа.", hint="Нужен ключ Ed25519 в виде PEM.")
        return None

    def check(key: str, signature: bytes, message: bytes) -> bool:
        if key not in keys:
            raise KeyError(key)
        return is_signed(keys, key, signature, message)

    return check


def _finding(problem: Problem) -> Finding:
    return Finding(problem.kind, problem.seq, problem.until, problem.line, sentence(problem)[0])


def _remarks(check: JournalCheck, keys_known: bool, checkpoint_known: bool, pictures_checked: bool) -> list[str]:
    remarks = []
    if not check.count:
        remarks.append("В журнале нет ни одной записи.")
    if not keys_known:
        remarks.append("Подписи не проверены: рядом нет открытого ключа (journal.pub).")
    elif check.shown:
        # The chain of a package goes on after the last record it shows; what is not shown needs no signature.
        if check.unsigned:
            remarks.append(f"Показанные записи {spans(check.unsigned)} не подписаны: прогон идёт или был прерван.")
    elif check.unsigned:
        remarks.append(f"Записи {spans(check.unsigned)} ещё не подписаны: прогон идёт или был прерван.")
    if check.clock_back:
        remarks.append(
            f"Часы машины переводили назад: записи {spans(check.clock_back)} датированы раньше предыдущих. Порядок "
            "доказывает цепочка, времени рядом с ними верить нельзя."
        )
    if check.other_hands:
        remarks.append(
            f"Организация (ОГРН) меняется, начиная с записей {spans(check.other_hands)}: журнал ведён не для одной, и "
            "отчёты по нему смешивают их запросы."
        )
    if not checkpoint_known:
        remarks.append("Без контрольной точки нельзя увидеть, что конец журнала отрезан вместе с подписью.")
    if not pictures_checked:
        remarks.append("Снимки не сверены: папка доказательств не указана.")
    return remarks
