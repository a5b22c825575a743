"""A slip of whoever checks a package must not look like a forgery: code 2, and nothing is said of the evidence."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from rpa.audit.verifier.program import main
from tests.unit.audit.journals import SIGNER, answer_journal


@pytest.mark.parametrize("held", [None, b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n", b"\xff"])
def test_a_key_that_is_none_is_not_called_a_key_that_signed_nothing(tmp_path: Path, held: bytes | None) -> None:
    path, out = answer_journal(tmp_path), io.StringIO()
    key = tmp_path / "key.pem"
    if held is not None:
        key.write_bytes(held)
    assert main([str(path), "--key", str(key)], out) == 2, out.getvalue()
    assert "NOT VERIFIED" not in out.getvalue()
    key.write_bytes(SIGNER.public_pem)
    assert main([str(path), "--key", str(key)], io.StringIO()) == 0


def test_a_checkpoint_copied_in_part_is_not_called_another_one(tmp_path: Path) -> None:
    path, out = answer_journal(tmp_path), io.StringIO()
    assert main([str(path)], out) == 0
    checkpoint = out.getvalue().partition("checkpoint: ")[2].split()[0]
    head, _, count = checkpoint.partition(":")
    assert main([str(path), "--checkpoint", f"{head.upper()}:{count}\n"], io.StringIO()) == 0
    for typed in (f"{head[:-1]}:{count}", f"{head[:12]}…:{count}", f":{count}", head, f"{head}:"):
        with pytest.raises(SystemExit) as ended:
            main([str(path), "--checkpoint", typed], io.StringIO())
        assert ended.value.code == 2
    assert main([str(path), "--checkpoint", f"{'0' * 64}:{count}"], io.StringIO()) == 74
