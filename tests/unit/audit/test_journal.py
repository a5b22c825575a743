"""Writing: whole lines in one chain, whoever writes at once and whatever a crash leaves."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from rpa.audit import Ed25519Signer, FolderUnavailable, Redactor, verify_journal
from rpa.debts.decision.rules import UNPAID
from rpa.errors import EvidenceBroken, OrganizationBusy
from rpa.ledger import Outcome
from tests.unit.audit.journals import RUN, SIGNER, answer_journal, open_journal

posix_only = pytest.mark.skipif(os.name != "posix", reason="rights, limits and signals of POSIX systems")


def records(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_run_is_written_chained_and_signed(tmp_path: Path) -> None:
    path = answer_journal(tmp_path)
    verdict = verify_journal(path, evidence_root=tmp_path / "evidence").require()
    assert (verdict.records, verdict.signatures, verdict.signed_count, verdict.pictures) == (18, 1, 18, 6)
    assert [found["seq"] for found in records(path)] == list(range(1, 19))
    assert {found["run"] for found in records(path)} == {RUN}


def test_the_next_run_goes_on_in_the_same_chain(tmp_path: Path) -> None:
    path = answer_journal(tmp_path)
    with open_journal(tmp_path, run_id="20260113-060000-a1b2") as journal:
        assert journal.record("run_started") == 19
    assert verify_journal(path).require().signatures == 2


def test_values_become_plain_and_a_reserved_name_is_refused(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        journal.record("step", due=date(2026, 1, 19), outcome=Outcome.DONE, ms=0.5, where=Path("a/b"), odd="\ud800")
        with pytest.raises(ValueError, match="reserved"):
            journal.record("step", hash="x")
        with pytest.raises(TypeError):
            journal.record("step", value=object())
    first = records(tmp_path / "journal.jsonl")[0]
    assert (first["due"], first["outcome"], first["ms"], first["where"]) == ("2026-01-19", "done", "0.5", "a/b")


def test_every_text_is_redacted_and_proofs_are_not(tmp_path: Path) -> None:
    redactor = Redactor()
    redactor.learn(["1234", "Вымышленцев"])
    with open_journal(tmp_path, redactor=redactor) as journal:
        journal.record(
            "step",
            request_number="77-1234-5",
            sha256="1234" * 16,
            path="20261234-060000-a1b2/77-1234-5-filled.jpg",
            note="дом 1234",
            deep={"Вымышленцев": ["вымышленцев", {"x": "ВЫМЫШЛЕНЦЕВ"}]},
        )
    text = (tmp_path / "journal.jsonl").read_text(encoding="utf-8")
    assert "ымышленц" not in text.casefold()
    first = records(tmp_path / "journal.jsonl")[0]
    assert (first["request_number"], first["sha256"], first["note"]) == ("77-1234-5", "1234" * 16, "дом ***")
    assert first["path"] == "20261234-060000-a1b2/77-1234-5-filled.jpg"


def test_a_debtor_called_like_a_word_does_not_blot_out_the_reason_of_a_decision(tmp_path: Path) -> None:
    redactor = Redactor()
    redactor.learn_person("Долгий", "Сила", "Силыч")
    with open_journal(tmp_path, redactor=redactor) as journal:
        journal.record("decision", sentence=UNPAID.sentence, note=UNPAID.sentence)
        journal.record("decision", sentence=f"{UNPAID.sentence} Долгий Сила")
    first, second = records(tmp_path / "journal.jsonl")[:2]
    assert first["sentence"] == UNPAID.sentence == "Акт в силе, долг внутри периода не погашен."
    assert "сил" not in first["note"] and "Долг" not in second["sentence"] and "Сила" not in second["sentence"]


def test_threads_and_tasks_write_at_once_without_mixing_lines(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda n: journal.record("step", n=n, durable=n % 20 == 0), range(400)))

        async def many() -> None:
            await asyncio.gather(*(asyncio.to_thread(journal.record, "step", n=n) for n in range(100)))

        # In a thread of its own: the browser tests' loop may be running in this one.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: asyncio.run(many())).result()
    assert verify_journal(tmp_path / "journal.jsonl").require().records == 501


def test_only_one_process_writes(tmp_path: Path) -> None:
    with open_journal(tmp_path), pytest.raises(OrganizationBusy):
        open_journal(tmp_path)
    open_journal(tmp_path).close()


@pytest.mark.parametrize(
    "left",
    [SIGNER.public_pem[:40], SIGNER.public_pem.replace(b"\n", b"\r\n"), SIGNER.public_pem * 2, b""],
    ids=["torn", "as text on Windows", "twice", "empty"],
)
def test_whatever_a_crash_left_of_the_public_keys_the_journal_verifies_with_them(tmp_path: Path, left: bytes) -> None:
    other = Ed25519Signer(Ed25519Signer.generate()).public_pem
    (tmp_path / "journal.pub").write_bytes(other + left)
    for _ in range(3):
        path = answer_journal(tmp_path)
    assert verify_journal(path).require().signatures == 3
    kept = (tmp_path / "journal.pub").read_bytes()
    assert other.strip() in kept and kept.count(b"BEGIN") <= 3, "an earlier key stays"


def test_a_checkpoint_tells_head_and_count(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        journal.record("step")
        point = journal.checkpoint()
        journal.record("step")
    assert point.count == 1
    assert str(point) == f"{records(tmp_path / 'journal.jsonl')[0]['hash']}:1"
    assert verify_journal(tmp_path / "journal.jsonl", checkpoint=point).ok


@pytest.mark.parametrize("cut", [1, 2, 30, 149, 200])
def test_a_torn_last_line_is_put_aside_and_told(tmp_path: Path, cut: int) -> None:
    path = answer_journal(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    fragment = whole[:-cut].rpartition(b"\n")[2]
    assert [found.kind for found in verify_journal(path).findings] == ["torn"]
    open_journal(tmp_path, signed=False).close()
    verify_journal(path).require()
    told = records(path)[-1]
    assert (told["kind"], told["seq"], told["bytes"]) == ("torn_tail", 18, len(fragment))
    assert (tmp_path / str(told["file"])).read_bytes() == fragment


def test_a_crash_between_putting_aside_and_telling_is_told_by_the_next_run(tmp_path: Path) -> None:
    path = answer_journal(tmp_path)
    path.with_name("journal.jsonl.torn-19-0badcafe").write_bytes(b"{")
    open_journal(tmp_path, signed=False).close()
    assert records(path)[-1]["file"] == "journal.jsonl.torn-19-0badcafe"
    open_journal(tmp_path, signed=False).close()
    assert len(records(path)) == 19


def test_a_spoilt_last_record_is_not_continued(tmp_path: Path) -> None:
    path = answer_journal(tmp_path)
    path.write_bytes(path.read_bytes()[:-3] + b'0"}\n')
    before = path.read_bytes()
    with pytest.raises(EvidenceBroken):
        open_journal(tmp_path)
    assert path.read_bytes() == before


WRITER = """
import sys
from pathlib import Path
from tests.unit.audit.journals import open_journal
journal = open_journal(Path(sys.argv[1]))
for n in range(1_000_000):
    print(journal.record("intent", n=n, text="x" * 300, durable=True), flush=True)
"""


def writer(folder: Path, before: str = "") -> subprocess.Popen[str]:
    root = Path(__file__).parents[3]
    return subprocess.Popen(
        [sys.executable, "-c", before + WRITER, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )


@posix_only
def test_what_was_told_durable_survives_any_kill(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    for stop_after in (1, 17, 60):
        with writer(tmp_path) as process:
            assert process.stdout is not None
            told = 0
            for _ in range(stop_after):
                told = int(process.stdout.readline())
            process.kill()
            told = max([told, *map(int, process.stdout)])
        open_journal(tmp_path, signed=False).close()
        assert verify_journal(path).require().records >= told


@posix_only
def test_a_full_disk_leaves_the_journal_whole_and_is_told_in_words(tmp_path: Path) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
    with writer(tmp_path, limit) as process:
        told, words = process.communicate(timeout=60)
    assert "FolderUnavailable: Журнал не записан" in words
    verdict = verify_journal(tmp_path / "journal.jsonl").require()
    assert verdict.records == len(told.splitlines()) > 10


def test_after_a_failed_sync_nothing_more_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    journal = open_journal(tmp_path)
    journal.record("step")
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fail)
        with pytest.raises(FolderUnavailable, match="ошибка диска"):
            journal.record("intent", durable=True)
    with pytest.raises(FolderUnavailable):
        journal.record("step")
    journal.close()
    assert verify_journal(tmp_path / "journal.jsonl").require().records == 1
    open_journal(tmp_path).close()


@posix_only
def test_files_are_for_the_owner_alone(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        answer_journal(tmp_path / "data")
    finally:
        os.umask(old)
    for found in [tmp_path / "data", *(tmp_path / "data").rglob("*")]:
        mode = stat.S_IMODE(found.stat().st_mode)
        assert mode == (0o700 if found.is_dir() else 0o600), found


def test_a_journal_on_the_place_of_a_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(FolderUnavailable):
        open_journal(tmp_path / "data")
