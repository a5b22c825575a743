"""How long a journal of N records takes to verify, and in how much memory: make one, run ``rpa audit verify`` on it.

    python benchmarks/journal_verify.py 1000000 [--keep FILE]

Records are those of a real run (decision, intent, picture, act, read-back, outcome, item), signed every 10,000. The
plain verifier that an exported package carries (standard library alone) is timed as well.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path

from rpa.audit import Ed25519Signer, Journal

OGRN = "1027700000001"  # made up
SIGNED_EVERY = 10_000
SHA = "ab" * 32
PLAIN = "import sys; from rpa.audit.verifier.program import main; sys.exit(main(sys.argv[1:], sys.stdout))"
STEPS = (
    ("decision", {"plan_sha256": SHA, "decision": "no_debt", "rule": "R20", "sentence": "По жилью нет строк данных."}),
    ("step", {"title": "Прочитать карточку", "ms": 212}),
    ("intent", {"action": "send", "content_sha256": SHA, "plan_sha256": SHA, "intent": 1}),
    ("picture", {"stage": "filled", "path": "20261124-080000-bbbb/77-1-filled.jpg", "sha256": SHA}),
    ("act", {"action": "send", "intent": 1}),
    ("read_back", {"shows": "done", "intent": 1}),
    ("outcome", {"action": "send", "outcome": "done", "intent": 1, "detail": ""}),
    ("item", {"ending": "done", "detail": ""}),
)


def write(folder: Path, count: int) -> Path:
    """A journal of at least ``count`` records (signatures are records too)."""
    signer, path = Ed25519Signer(Ed25519Signer.generate()), folder / "journal.jsonl"
    steps, written = cycle(STEPS), 0
    while written < count:
        run = f"20261124-080000-{written // SIGNED_EVERY % 0xFFFF:04x}"
        with Journal.open(path, organization=OGRN, run_id=run, signer=signer) as journal:
            for _ in range(min(SIGNED_EVERY - 1, count - written)):
                kind, fields = next(steps)
                number = f"26000{written // len(STEPS):08d}"
                written = journal.record(kind, request_number=number, **fields)
        written += 1
    return path


def timed(command: list[str]) -> dict[str, object]:
    """Seconds and peak memory of one process, and what it said."""
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    ended = subprocess.run(command, capture_output=True, check=True)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": round(time.perf_counter() - begun, 1),
        "cpu_seconds": round(usage.ru_utime - before, 1),
        # Of the largest child so far: the smaller one of two is an upper bound.
        "peak_mib": usage.ru_maxrss // 1024,
        "said": ended.stdout.decode().strip().splitlines()[-1][:120],
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("records", type=int, nargs="?", default=1_000_000)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        path = write(Path(folder), chosen.records)
        written = time.perf_counter() - begun
        found = {
            "records": sum(1 for _ in path.open("rb")),
            "megabytes": round(path.stat().st_size / 1e6),
            "written_seconds": round(written, 1),
            "rpa_audit_verify": timed([sys.executable, "-m", "rpa", "audit", "verify", str(path)]),
            "plain_verifier": timed([sys.executable, "-c", PLAIN, str(path)]),
        }
    json.dump(found, sys.stdout, ensure_ascii=False, indent=1)
    print()


if __name__ == "__main__":
    main()
