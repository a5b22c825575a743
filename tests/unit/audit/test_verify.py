"""Tampering: whatever is done to a journal is found, and the record is named."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa.audit import Checkpoint, Ed25519Signer, Verdict, verifier, verify_journal
from rpa.audit.verifier.chain import GENESIS, Problem, assemble, parse
from rpa.audit.verifier.journal import JournalCheck
from rpa.audit.verifier.program import main
from rpa.audit.verifier.words import sentence
from rpa.debts.canonical import canonical_bytes
from rpa.errors import BadInput, EvidenceBroken
from tests.unit.audit.journals import SIGNER, answer_journal


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    path = answer_journal(tmp_path_factory.mktemp("whole"))
    return path.read_bytes().splitlines(keepends=True)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tampered")
    (folder / "journal.pub").write_bytes(SIGNER.public_pem)
    return folder / "journal.jsonl"


def check(place: Path, lines: list[bytes]) -> Verdict:
    place.write_bytes(b"".join(lines))
    return verify_journal(place)


def named(verdict: Verdict) -> list[tuple[str, int | None]]:
    return [(found.kind, found.seq) for found in verdict.findings if found.kind != "signature"]


def rebuilt(line: bytes, prev: str | None = None, **changes: object) -> bytes:
    """The line with other content and a hash that fits: what a forger would write."""
    record = parse(line.rstrip(b"\n"))
    assert record is not None
    return assemble(canonical_bytes({**record.fields, **changes}), prev or record.prev)[0] + b"\n"


def test_every_single_bit_of_a_journal_counts(lines: list[bytes]) -> None:
    whole = b"".join(lines[:3])
    for position in range(len(whole)):
        number = whole.count(b"\n", 0, position) + 1
        for bit in range(8):
            tampered = bytearray(whole)
            tampered[position] ^= 1 << bit
            problems = JournalCheck().run(io.BytesIO(tampered)).problems
            assert number in {found.seq for found in problems} | {found.line for found in problems}, (position, bit)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_flipped_bit_is_found(place: Path, lines: list[bytes], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(lines) - 1))
    line = bytearray(lines[number])
    position = data.draw(st.integers(0, len(line) - 2))
    line[position] ^= 1 << data.draw(st.integers(0, 7))
    verdict = check(place, [*lines[:number], bytes(line), *lines[number + 1 :]])
    assert not verdict.ok
    if bytes(line).count(b"\n") == 1:
        torn_or_changed = ("changed", "torn", "removed")
        assert any(found.kind in torn_or_changed and found.seq == number + 1 for found in verdict.findings)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_removed_record_is_named(place: Path, lines: list[bytes], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(lines) - 2))
    assert named(check(place, lines[:number] + lines[number + 1 :])) == [("removed", number + 1)]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_moved_record_is_named(place: Path, lines: list[bytes], data: st.DataObject) -> None:
    source = data.draw(st.integers(0, len(lines) - 1))
    target = data.draw(st.integers(0, len(lines) - 2))
    rest = lines[:source] + lines[source + 1 :]
    order = [*rest[:target], lines[source], *rest[target:]]
    verdict = check(place, order)
    if order == lines:
        assert verdict.ok
        return
    found = named(verdict)
    assert {kind for kind, _ in found} == {"moved"}
    assert abs(source - target) > 1 or len(found) == 1
    assert ("moved", source + 1) in found or abs(source - target) == 1


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_repeated_record_is_named(place: Path, lines: list[bytes], data: st.DataObject) -> None:
    source = data.draw(st.integers(0, len(lines) - 1))
    target = data.draw(st.integers(source + 1, len(lines)))
    assert named(check(place, [*lines[:target], lines[source], *lines[target:]])) == [("added", source + 1)]


@pytest.mark.parametrize("name", ["at", "kind", "organization", "run"])
@pytest.mark.parametrize("value", [None, ["picture"]])
def test_what_says_nothing_of_itself_is_no_record(place: Path, lines: list[bytes], name: str, value: object) -> None:
    """Whoever reads records on relies on these; anybody can add a line whose hash fits."""
    last = parse(lines[-1].rstrip(b"\n"))
    assert last is not None
    forged = rebuilt(lines[-1], prev=last.hash, seq=last.seq + 1, **{name: value})
    assert named(check(place, [*lines, forged])) == [("changed", last.seq + 1)]


Tamper = Callable[[list[bytes]], list[bytes]]


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        pytest.param(lambda ls: [*ls[:4], rebuilt(ls[4], rule="R99"), *ls[5:]], [("changed", 5)], id="rehashed"),
        pytest.param(
            lambda ls: [*ls[:4], rebuilt(ls[4], rule="R99"), *ls[4:]],
            [("added", 5)],
            id="a twin",
        ),
        pytest.param(lambda ls: [*ls[:4], b"nonsense\n", *ls[4:]], [("added", None)], id="a foreign line"),
        pytest.param(lambda ls: [*ls[:4], b"\n", *ls[4:]], [("added", None)], id="an empty line"),
        pytest.param(lambda ls: [*ls[:4], b"nonsense\n", *ls[5:]], [("changed", 5)], id="a line replaced"),
        pytest.param(lambda ls: [*ls[:4], *ls[7:]], [("removed", 5)], id="a block cut out"),
        pytest.param(lambda ls: ls[5:], [("removed", 1)], id="the start cut off"),
        pytest.param(
            lambda ls: [*ls[:4], ls[5], rebuilt(ls[4], prev=GENESIS), ls[4], *ls[6:]],
            [("moved", 5), ("added", 5)],
            id="a forged record and then the real one, both behind the next",
        ),
        pytest.param(lambda ls: [*ls[:-1], ls[-1][:-40]], [("torn", 18)], id="torn"),
        pytest.param(lambda ls: [*ls[:-1], ls[-1][:-1]], [("torn", 18)], id="without its last newline"),
    ],
)
def test_what_was_done_is_named(
    place: Path, lines: list[bytes], tamper: Tamper, expected: list[tuple[str, int]]
) -> None:
    assert named(check(place, tamper(lines))) == expected


def test_a_journal_written_anew_fails_by_its_signature(place: Path, lines: list[bytes]) -> None:
    forged, prev = [], GENESIS
    for number, line in enumerate(lines):
        forged.append(rebuilt(line, prev, **({"decision": "debt"} if number == 1 else {})))
        record = parse(forged[-1].rstrip(b"\n"))
        assert record is not None
        prev = record.hash
    assert [found.kind for found in check(place, forged).findings] == ["signature"]
    # … and without the signature, by the trusted key and by the checkpoint.
    place.write_bytes(b"".join(forged[:-1]))
    assert verify_journal(place).ok
    assert [found.kind for found in verify_journal(place, public_key=SIGNER.public_pem).findings] == ["signature"]
    real = parse(lines[9].rstrip(b"\n"))
    assert real is not None
    verdict = verify_journal(place, checkpoint=Checkpoint(real.hash, 10))
    assert [(found.kind, found.seq) for found in verdict.findings] == [("checkpoint", 10)]


def test_an_end_without_a_signature_is_not_vouched_for_by_a_trusted_key(
    place: Path, lines: list[bytes], tmp_path: Path
) -> None:
    """The chain has no secret in it: whoever cuts off a signature can write such an end."""
    last = parse(lines[-1].rstrip(b"\n"))
    assert last is not None
    place.write_bytes(b"".join([*lines, rebuilt(lines[-2], last.hash, seq=19, kind="outcome", outcome="done")]))
    assert verify_journal(place).ok, "a run may go on, and nobody said whose key it is"
    (found,) = verify_journal(place, public_key=SIGNER.public_pem).findings
    assert (found.kind, found.seq, found.until) == ("unsigned", 19, 19)
    (tmp_path / "trusted.pem").write_bytes(SIGNER.public_pem)
    told = io.StringIO()
    assert main([str(place)], told) == 0 and "not signed, records: 19." in told.getvalue()
    assert main([str(place), "--key", str(tmp_path / "trusted.pem")], io.StringIO()) == 74


def test_a_cut_tail_shows_with_a_checkpoint(place: Path, lines: list[bytes]) -> None:
    last = parse(lines[-1].rstrip(b"\n"))
    assert last is not None
    point = Checkpoint.parse(f"{last.hash}:{last.seq}")
    place.write_bytes(b"".join(lines))
    assert verify_journal(place, checkpoint=point).ok
    for keep in (17, 3, 0):
        place.write_bytes(b"".join(lines[:keep]))
        (found,) = verify_journal(place, checkpoint=point).findings
        assert (found.kind, found.seq, found.until) == ("removed", keep + 1, 18)


def test_a_foreign_key_does_not_vouch(place: Path, lines: list[bytes]) -> None:
    place.write_bytes(b"".join(lines))
    foreign = Ed25519Signer(Ed25519Signer.generate()).public_pem
    verdict = verify_journal(place, public_key=foreign)
    assert {found.kind for found in verdict.findings} == {"signature"}
    with pytest.raises(BadInput):
        verify_journal(place, public_key=b"no key")


def test_pictures_are_compared_and_an_absent_one_needs_a_purge(tmp_path: Path) -> None:
    path = answer_journal(tmp_path)
    root = tmp_path / "evidence"
    first, second, *_ = sorted(root.rglob("*.jpg"))
    first.write_bytes(b"\xff\xd8\xff another")
    second.unlink()
    verdict = verify_journal(path, evidence_root=root)
    assert {(found.kind, found.seq) for found in verdict.findings} == {("picture", 4), ("picture", 5)}
    with pytest.raises(EvidenceBroken):
        verdict.require()
    assert verify_journal(path).ok


def test_a_path_out_of_the_evidence_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x")
    fields = {"seq": 1, "at": "", "organization": "", "run": "", "kind": "picture", "sha256": "0" * 64}
    (tmp_path / "evidence").mkdir()
    for hostile in ("../secret.txt", "/etc/passwd", "C:\\x", "a\\..\\b"):
        line = assemble(canonical_bytes({**fields, "path": hostile}), GENESIS)[0]
        (tmp_path / "journal.jsonl").write_bytes(line + b"\n")
        (found,) = verify_journal(tmp_path / "journal.jsonl", evidence_root=tmp_path / "evidence").findings
        assert "не в папку" in found.sentence


def test_a_verdict_is_one_json_document(place: Path, lines: list[bytes]) -> None:
    document = json.loads(json.dumps(check(place, lines[1:]).as_dict()))
    assert document["ok"] is False
    assert document["findings"][0]["sentence"] == "нет записей 1."


def test_a_journal_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        verify_journal(tmp_path / "none.jsonl")


@settings(max_examples=200, deadline=None)
@given(garbage=st.binary(max_size=400))
def test_garbage_never_breaks_the_verifier(place: Path, garbage: bytes) -> None:
    place.write_bytes(garbage)
    verdict = verify_journal(place)
    assert verdict.ok == (garbage == b"")


@pytest.mark.parametrize(
    ("at", "told"), [("2026-01-12T05:00:00.000+00:00", True), ("2026-01-12T06:00:17.500+00:00", False)]
)
def test_a_clock_that_was_set_back_is_told(place: Path, lines: list[bytes], at: str, told: bool) -> None:
    last = parse(lines[-1].rstrip(b"\n"))
    assert last is not None
    place.write_bytes(b"".join([*lines, rebuilt(lines[-2], last.hash, seq=19, at=at)]))
    assert any("записи 19 датированы раньше" in remark for remark in verify_journal(place).require().remarks) is told
    printed = io.StringIO()
    assert main([str(place)], printed) == 0
    assert ("time runs backwards at records: 19." in printed.getvalue()) is told


def test_every_detail_of_a_problem_is_said_in_russian() -> None:
    sources = [path.read_text(encoding="utf-8") for path in Path(verifier.__path__[0]).glob("*.py")]
    details = re.findall(r'detail=f?"((?:[^"{]|{[^}]*})*)"', "".join(sources))
    assert len(details) > 12
    for detail in details:
        russian, _ = sentence(Problem("changed", 7, None, None, re.sub("{.*?}", "7", detail)))
        assert not re.search("[A-Za-z]", russian), russian
