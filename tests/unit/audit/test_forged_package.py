"""A package that says more than was signed, or is asked about what it does not hold, does not verify."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from rpa.audit import Checkpoint
from rpa.audit.package_page import page_of, pictures_of
from rpa.audit.verifier.chain import assemble, content_hash, parse
from rpa.audit.verify import verify_package
from rpa.debts.canonical import canonical_bytes
from rpa.errors import BadInput
from tests.unit.audit.journals import JPEG, ORGANIZATION, RUN, SIGNER, answer_journal, open_journal
from tests.unit.audit.test_export import export, run_as_a_stranger

LATER_RUN = "20260113-060000-a1b2"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """One unpacked, beside the trusted key."""
    answer_journal(tmp_path)
    (tmp_path / "trusted.pem").write_bytes(SIGNER.public_pem)
    with zipfile.ZipFile(export(tmp_path)) as archive:
        archive.extractall(tmp_path / "package")
    return tmp_path / "package"


def append(package: Path, **fields: Any) -> int:
    """Add a record of one's own to the end of the chain, with everything that needs no key; returns its number."""
    proof = json.loads((package / "proof.json").read_bytes())
    seq = proof["last"] + 1
    content = canonical_bytes(
        {**fields, "seq": seq, "at": "2026-01-13T06:00:00.000+00:00", "organization": ORGANIZATION, "run": RUN}
    )
    line, proof["head"] = assemble(content, proof["head"])
    proof["last"] = seq
    with (package / "records.jsonl").open("ab") as records, (package / "chain.txt").open("ab") as chain:
        records.write(line + b"\n")
        chain.write(content_hash(content).encode() + b"\n")
    (package / "proof.json").write_bytes(canonical_bytes(proof))
    return seq


def zipped(package: Path) -> Path:
    target = package.parent / "forged.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for found in sorted(package.rglob("*")):
            if found.is_file() and "__pycache__" not in found.parts:
                archive.write(found, found.relative_to(package).as_posix())
    return target


def test_with_a_trusted_key_a_record_added_after_the_last_signature_is_found(package: Path, tmp_path: Path) -> None:
    seq = append(package, kind="approval", request_number="77-2", approvers=["Подлог П. П."], decision="no_debt")
    kinds = {found.kind for found in verify_package(package, public_key=SIGNER.public_pem).findings}
    assert kinds == {"unsigned", "page"}, "nor does the page speak of it"
    done = run_as_a_stranger(zipped(package), tmp_path / "one", "--key", str(tmp_path / "trusted.pem"))
    assert done.returncode == 74 and f"records {seq} are shown after the last good signature" in done.stdout


def test_without_a_key_the_unsigned_records_are_named(package: Path, tmp_path: Path) -> None:
    seq = append(package, kind="verify", request_number="77-2", finding="right")
    done = run_as_a_stranger(zipped(package), tmp_path / "one")
    assert f"not signed, records: {seq}." in done.stdout and f"{seq}. 2026-01-13" in done.stdout
    assert "[не подписана / not signed]" in done.stdout
    assert any(f"{seq} не подписаны" in told for told in verify_package(package).remarks)
    assert not any("не подписаны" in told for told in verify_package(export(tmp_path)).remarks)


def test_a_page_that_says_something_else_than_the_records_is_found(package: Path, tmp_path: Path) -> None:
    assert verify_package(package).ok
    page = package / "index.html"
    page.write_bytes(page.read_bytes().replace(b"no_debt", b"debt"))
    assert [found.kind for found in verify_package(package).findings] == ["page"]
    done = run_as_a_stranger(zipped(package), tmp_path / "one")
    assert "The page index.html is none of them and proves nothing by itself." in done.stdout
    assert "decision=no_debt" in done.stdout, "what the records say is printed from the records"


def test_a_page_made_by_another_version_is_told_and_not_called_forged(package: Path) -> None:
    proof = json.loads((package / "proof.json").read_bytes())
    (package / "proof.json").write_bytes(canonical_bytes({**proof, "made_by": "0.0.9"}))
    assert not any("0.0.9" in told for told in verify_package(package).remarks), "the same page needs no remark"
    (package / "index.html").write_bytes(b"<p>as it was drawn years ago</p>")
    verdict = verify_package(package).require()
    assert any("0.0.9" in told and "ничего не доказывает" in told for told in verdict.remarks)


def test_a_checkpoint_outside_the_package_is_not_passed_over_in_silence(package: Path, tmp_path: Path) -> None:
    for count in (19, 1000):
        verdict = verify_package(package, checkpoint=Checkpoint("f" * 64, count))
        assert [found.kind for found in verdict.findings] == ["outside"]
    done = run_as_a_stranger(zipped(package), tmp_path / "one", "--checkpoint", "f" * 64 + ":1000")
    assert done.returncode == 74 and "outside the package" in done.stdout


def test_a_checkpoint_taken_at_the_end_of_a_later_day_is_inside_the_package(tmp_path: Path) -> None:
    answer_journal(tmp_path)
    with open_journal(tmp_path, run_id=LATER_RUN) as journal:
        journal.record("daily", code=0, durable=True)
        later = journal.checkpoint()
    package = export(tmp_path)
    assert verify_package(package, public_key=SIGNER.public_pem, checkpoint=later).ok
    false = Checkpoint("0" * 64, later.count)
    assert [found.kind for found in verify_package(package, checkpoint=false).findings] == ["checkpoint"]


def test_the_checkpoint_right_before_the_package_is_compared_and_an_earlier_one_is_outside(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        journal.record("daily", code=0)
        early = journal.checkpoint()
    with open_journal(tmp_path, run_id=LATER_RUN) as journal:
        before = journal.checkpoint()
        journal.record("run_started", scenario="debts_apply")
        journal.record("decision", request_number="77-2", decision="debt", rule="R02")
    package = export(tmp_path)
    assert verify_package(package, checkpoint=before).ok
    assert [one.kind for one in verify_package(package, checkpoint=early).findings] == ["outside"]
    wrong = Checkpoint("0" * 64, before.count)
    assert [one.kind for one in verify_package(package, checkpoint=wrong).findings] == ["checkpoint"]


def renamed(package: Path, **named: str) -> None:
    """Let the package speak of something else than its records do, with the page that gives."""
    proof = json.loads((package / "proof.json").read_bytes()) | named
    (package / "proof.json").write_bytes(canonical_bytes(proof))
    lines = (package / "records.jsonl").read_bytes().splitlines()
    records = [found for line in lines if (found := parse(line))]
    point = Checkpoint(proof["head"], proof["last"])
    page = page_of(proof["request_number"], records, pictures_of(records, package / "evidence"), point)
    (package / "index.html").write_bytes(page)


@pytest.mark.parametrize("named", [{"request_number": "77-9"}, {"organization": "1027700000009"}])
def test_a_package_named_after_another_request_or_organization_is_found(
    package: Path, tmp_path: Path, named: dict[str, str]
) -> None:
    renamed(package, **named)
    assert [found.kind for found in verify_package(package, public_key=SIGNER.public_pem).findings] == ["foreign"]
    done = run_as_a_stranger(zipped(package), tmp_path / "one", "--key", str(tmp_path / "trusted.pem"))
    assert done.returncode == 74 and "another request or organization than its records" in done.stdout


def test_a_picture_laid_beside_the_proven_ones_is_found_and_what_a_system_leaves_is_not(
    package: Path, tmp_path: Path
) -> None:
    folder = package / "evidence" / RUN
    (folder / "Thumbs.db").write_bytes(b"windows was here")
    assert verify_package(package).ok
    for name in ("77-2-result-2.jpg", "77-2-RESULT.JPEG", "77-2.html"):
        (folder / name).write_bytes(JPEG + b"forged")
        for place in (package, zipped(package)):
            assert [found.kind for found in verify_package(place).findings] == ["stray"]
        done = run_as_a_stranger(zipped(package), tmp_path / name)
        assert done.returncode == 74 and f"no record shown knows: {RUN}/{name}." in done.stdout
        (folder / name).unlink()


@pytest.mark.filterwarnings("ignore:Duplicate")
@pytest.mark.parametrize(
    "name", ["index.html", "INDEX.html", "./index.html", "/index.html", ".\\index.html", "index.html.", "index.html "]
)
def test_two_files_of_one_name_are_no_package(package: Path, tmp_path: Path, name: str) -> None:
    archive = zipped(package)
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr(name, "<p>what another program, or another system, would show</p>")
    with pytest.raises(BadInput):
        verify_package(archive)
    assert run_as_a_stranger(archive, tmp_path / "one", str(archive)).returncode == 2


@pytest.mark.parametrize("spoil", ["locked", "numbered", "pressed"])
def test_what_is_spoilt_or_locked_is_told_and_breaks_no_verifier(package: Path, tmp_path: Path, spoil: str) -> None:
    whole = zipped(package).rename(tmp_path / "whole.zip")
    if spoil == "numbered":
        proof = json.loads((package / "proof.json").read_bytes())
        (package / "proof.json").write_bytes(canonical_bytes({**proof, "first": None}))
    if spoil == "pressed":
        # How data pressed by LZMA begin, with properties that no LZMA has.
        for name in ("proof.json", "journal.pub"):
            (package / name).write_bytes(b"\x09\x04\x05\x00" + b"\xff" * 50)
    archive = zipped(package)
    if spoil == "locked":
        # The flag «encrypted» of every entry in the archive's list.
        flagged = re.compile(rb"(PK\x01\x02.{4})\x00", re.DOTALL)
        archive.write_bytes(flagged.sub(lambda found: found[1] + b"\x01", archive.read_bytes()))
    if spoil == "pressed":
        stored = re.compile(rb"(PK\x03\x04.{4}|PK\x01\x02.{6})\x00\x00", re.DOTALL)
        archive.write_bytes(stored.sub(lambda found: found[1] + b"\x0e\x00", archive.read_bytes()))
    with pytest.raises(BadInput, match="не пакет доказательств, или он не читается"):
        verify_package(archive)
    done = run_as_a_stranger(whole, tmp_path / "one", str(archive))
    assert (done.returncode, done.stderr) == (2, "")


def test_a_package_that_would_fill_the_memory_is_not_read(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rpa.audit.verifier.package.MOST_UNPACKED", 50_000)
    with (package / "index.html").open("ab") as page:
        page.write(b" " * 50_000)
    with pytest.raises(BadInput):
        verify_package(zipped(package))


def test_a_package_that_shows_no_record_vouches_for_no_page(package: Path, tmp_path: Path) -> None:
    """The chain and a checkpoint hold without them, and the page could say anything."""
    (package / "records.jsonl").write_bytes(b"")
    shutil.rmtree(package / "evidence")
    (package / "index.html").write_text("<p>Долга нет, ответ отправлен</p>", encoding="utf-8")
    assert [found.kind for found in verify_package(package).findings] == ["empty"]
    done = run_as_a_stranger(zipped(package), tmp_path / "one")
    assert done.returncode == 74 and "no record about the request" in done.stdout


def test_what_a_forger_wrote_cannot_hide_the_verdict_in_a_terminal(package: Path, tmp_path: Path) -> None:
    append(package, kind="picture", request_number="77-2", path="\x1b[2JVERIFIED\x1b[8m.jpg", sha256="0" * 64)
    done = run_as_a_stranger(zipped(package), tmp_path / "one")
    assert done.returncode == 74 and "VERIFIED" in done.stdout and "\x1b" not in done.stdout


def test_a_package_that_is_not_there_is_not_called_a_wrong_one(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="не найден"):
        verify_package(tmp_path / "evidence-77-1.zip")
