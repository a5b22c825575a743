"""One ZIP for a stranger: opens offline, verifies with nothing but Python, and notices tampering."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from rpa.audit import Checkpoint, EvidenceStore
from rpa.audit.export import export_request
from rpa.audit.verify import verify_package
from rpa.errors import BadInput, EvidenceBroken
from tests.unit.audit.journals import JPEG, RUN, SIGNER, answer_journal, open_journal


def export(folder: Path, number: str = "77-2") -> Path:
    return export_request(folder / "journal.jsonl", folder / "evidence", number, folder / "out.zip").path


def run_as_a_stranger(package: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Unpack and run the package's own program: no product code, no installed packages."""
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    command = [sys.executable, "-I", "-S", "-c", RUN_SCRIPT, *arguments]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=60, check=False, encoding="utf-8"
    )


# -I leaves the script's folder out of the path, so it is added as `python verify.py` would.
RUN_SCRIPT = (
    "import sys; sys.path.insert(0, '.'); [one.reconfigure(encoding='utf-8') for one in (sys.stdout, sys.stderr)]; "
    "sys.argv[0] = 'verify.py'; exec(open('verify.py').read())"
)


def test_a_stranger_verifies_a_package_with_python_alone(tmp_path: Path) -> None:
    answer_journal(tmp_path)
    done = run_as_a_stranger(export(tmp_path), tmp_path / "stranger")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "VERIFIED: записей / records 18, подписей / signatures 1, снимков / pictures 2" in done.stdout
    assert verify_package(tmp_path / "out.zip").ok
    assert verify_package(tmp_path / "stranger").ok


def test_the_strangers_program_explains_itself_in_both_languages(tmp_path: Path) -> None:
    answer_journal(tmp_path)
    package = export(tmp_path)
    told = run_as_a_stranger(package, tmp_path / "one", "--help")
    assert (told.returncode, told.stderr) == (0, "")
    words = " ".join(told.stdout.split())
    assert "открытый ключ" in words and "public key" in words
    refused = run_as_a_stranger(package, tmp_path / "two", "--checkpoint", "no-number")
    assert refused.returncode == 2 and "ХЕШ:ЧИСЛО" in refused.stderr and "HASH:COUNT" in refused.stderr


def test_it_holds_this_request_and_no_other(tmp_path: Path) -> None:
    answer_journal(tmp_path)
    with zipfile.ZipFile(export(tmp_path)) as archive:
        names = archive.namelist()
        texts = b"".join(archive.read(name) for name in names if not name.startswith("verifier/"))
    assert [name for name in names if name.startswith("evidence/")] == [
        f"evidence/{RUN}/77-2-{stage}.jpg" for stage in ("filled", "result")
    ]
    assert b"77-1" not in texts and b"77-3" not in texts


def test_the_same_evidence_gives_the_same_bytes(tmp_path: Path) -> None:
    answer_journal(tmp_path)
    first = export(tmp_path).read_bytes()
    assert export(tmp_path).read_bytes() == first


@pytest.mark.parametrize("name", ["records.jsonl", "chain.txt", "proof.json", "evidence"])
def test_a_stranger_sees_tampering(tmp_path: Path, name: str) -> None:
    answer_journal(tmp_path)
    stranger = tmp_path / "stranger"
    assert run_as_a_stranger(export(tmp_path), stranger).returncode == 0
    touched = next((stranger / "evidence").rglob("*.jpg")) if name == "evidence" else stranger / name
    package = tmp_path / "tampered.zip"
    content = touched.read_bytes()
    for old, new in ((b"R01", b"R02"), (b"picture, but", b"Picture, but"), (b'"last":18', b'"last":17')):
        content = content.replace(old, new)
    if name == "chain.txt":
        content = content.replace(content[:10], content[:10][::-1])
    assert content != touched.read_bytes()
    touched.write_bytes(content)
    with zipfile.ZipFile(package, "w") as archive:
        for found in sorted(stranger.rglob("*")):
            if found.is_file() and "__pycache__" not in found.parts:
                archive.write(found, found.relative_to(stranger).as_posix())
    done = run_as_a_stranger(package, tmp_path / "again")
    assert done.returncode == 74, done.stdout + done.stderr
    assert "NOT VERIFIED" in done.stdout
    assert not verify_package(package).ok


def test_the_program_takes_a_key_a_checkpoint_a_zip_or_a_whole_journal(tmp_path: Path) -> None:
    answer_journal(tmp_path)
    package = export_request(tmp_path / "journal.jsonl", tmp_path / "evidence", "77-2", tmp_path / "out.zip")
    assert verify_package(package.path, public_key=SIGNER.public_pem, checkpoint=package.checkpoint).ok
    false = Checkpoint("0" * 64, package.checkpoint.count)
    assert [found.kind for found in verify_package(package.path, checkpoint=false).findings] == ["checkpoint"]
    (tmp_path / "key.pem").write_bytes(SIGNER.public_pem)
    good = ["--key", str(tmp_path / "key.pem"), "--checkpoint", str(package.checkpoint)]
    assert run_as_a_stranger(package.path, tmp_path / "one", *good).returncode == 0
    zipped = run_as_a_stranger(package.path, tmp_path / "three", str(package.path))
    assert (zipped.returncode, "снимков / pictures 2" in zipped.stdout) == (0, True)
    journal = run_as_a_stranger(package.path, tmp_path / "four", str(tmp_path / "journal.jsonl"))
    assert (journal.returncode, "подписей / signatures 1" in journal.stdout) == (0, True)
    assert run_as_a_stranger(package.path, tmp_path / "two", "--checkpoint", str(false)).returncode == 74


def test_texts_of_the_journal_cannot_act_in_the_page(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        journal.record("step", request_number="77-9", title="<script>alert(1)</script>", note='"><img src=x onerror=1>')
    with zipfile.ZipFile(export(tmp_path, "77-9")) as archive:
        page = archive.read("index.html").decode()
    assert "<script" not in page and "<img" not in page
    assert "&lt;script&gt;" in page and "default-src 'none'" in page


def test_a_run_that_goes_on_is_exported_unsigned_and_says_so(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        ref = EvidenceStore(tmp_path / "evidence").put(RUN, "77-9", "filled", JPEG)
        journal.record("picture", request_number="77-9", path=ref.path, sha256=ref.sha256)
        package = export_request(journal.path, tmp_path / "evidence", "77-9", tmp_path / "out.zip")
        assert not package.signed
        assert verify_package(package.path).ok


def test_an_unknown_request_and_a_broken_journal_are_refused(tmp_path: Path) -> None:
    path = answer_journal(tmp_path)
    with pytest.raises(BadInput, match="77-8"):
        export(tmp_path, "77-8")
    path.write_bytes(path.read_bytes().replace(b"R01", b"R02", 1))
    with pytest.raises(EvidenceBroken):
        export(tmp_path)
    assert not (tmp_path / "out.zip").exists()


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + b"\0" * 18, b"no zip"])
def test_what_is_no_package_is_told_in_words(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(BadInput):
        verify_package(tmp_path / "x.zip")
