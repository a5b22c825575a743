"""The shared storage as a folder and as an S3 service, and the journal that several machines continue in turn."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from fleet_under_test import wait_until

from rpa.audit import Ed25519Signer, EvidenceStore, FolderUnavailable, Journal, verify_journal
from rpa.audit.shared import SharedFiles, bring_up_to_date
from rpa.errors import BadSettings, OrganizationBusy, SiteUnavailable
from rpa.fleet.agreed import hash_of
from rpa.fleet.inputs import fetch_inputs, publish_inputs
from rpa.fleet.storage import Storage
from rpa.settings import OrganizationFolder, OrganizationSettings
from tests.unit.dataset.registers import header, line, write_csv

pytest.importorskip("fsspec")
JPEG = b"\xff\xd8\xff made up"
ACT = b"%PDF-1.4 made up"
SETTINGS = {"organization": {"name": "УК Пример (вымышлена)", "ogrn": "1200000000000"}}


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """Moto's S3 in a process of its own, on loopback."""
    pytest.importorskip("moto", reason="part of the dev extra")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    try:
        wait_until(answers, 60, "moto_server")
        yield url
    finally:
        server.kill()
        server.wait(20)


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return Storage((tmp_path / "shared").as_uri(), {})
    url = request.getfixturevalue("s3_server")
    options: dict[str, object] = {"endpoint_url": url, "key": "made-up", "secret": "made-up"}
    import s3fs

    bucket = f"rpa-{os.urandom(4).hex()}"
    s3fs.S3FileSystem(**options).mkdir(bucket)
    return Storage(f"s3://{bucket}/fleet", options)


@pytest.fixture
def shared(storage: Storage) -> SharedFiles:
    return storage.of("uk-primer")


def test_a_file_is_created_once_replaced_whole_and_listed_by_its_name(shared: SharedFiles) -> None:
    shared.create("journal/1.jsonl", b"one")
    with pytest.raises(FileExistsError):
        shared.create("journal/1.jsonl", b"two")
    assert shared.read("journal/1.jsonl") == b"one"
    shared.replace("inputs.json", b"{}")
    shared.replace("inputs.json", b"{1}")
    assert shared.read("inputs.json") == b"{1}"
    assert shared.names("journal") == ["journal/1.jsonl"]
    assert shared.names("") == ["inputs.json", "journal/1.jsonl"]
    assert shared.names("nothing") == []
    with pytest.raises(FileNotFoundError):
        shared.read("absent")


@pytest.mark.parametrize("name", ["../other/secret", "/etc/passwd", "a/../../b", "", "c:\\x"])
def test_nothing_outside_the_organizations_own_part_can_be_named(shared: SharedFiles, name: str) -> None:
    with pytest.raises(ValueError, match="goes down only"):
        shared.read(name)


def test_a_journal_goes_on_from_machine_to_machine_and_verifies_anywhere(shared: SharedFiles, tmp_path: Path) -> None:
    signer = Ed25519Signer(Ed25519Signer.generate())
    for run, machine in enumerate(["a", "b", "a", "c"]):
        folder = tmp_path / machine
        with Journal.open(
            folder / "journal.jsonl", organization="1", run_id=f"r{run}", signer=signer, shared=shared
        ) as journal:
            journal.record("step", title="не важно")
            ref = EvidenceStore(folder / "evidence", shared=shared).put(f"r{run}", "77", "result", JPEG)
            journal.record("picture", request="77", stage="result", path=ref.path, sha256=ref.sha256, durable=True)
    elsewhere = tmp_path / "d" / "journal.jsonl"
    records, _ = bring_up_to_date(elsewhere, shared)
    for name in shared.names("evidence"):
        path = elsewhere.parent / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(shared.read(name))
    verdict = verify_journal(elsewhere, evidence_root=elsewhere.parent / "evidence")
    assert verdict.ok and verdict.records == records == 12 and verdict.signatures == 4 and verdict.pictures == 4


def test_a_durable_record_is_in_the_storage_when_it_is_told(shared: SharedFiles, tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "a" / "journal.jsonl", organization="1", run_id="r", shared=shared)
    journal.record("step", title="лежит пока здесь")
    assert shared.names("journal") == []
    journal.record("act", durable=True, request="77")
    [name] = shared.names("journal")
    assert shared.read(name).count(b"\n") == 2, "what was written before it went along"
    journal.record("picture", request="77")
    journal.share()
    assert len(shared.names("journal")) == 2, "before an outcome enters the ledger"
    journal.close()


def test_the_later_of_two_writers_of_one_journal_is_stopped(shared: SharedFiles, tmp_path: Path) -> None:
    zombie = Journal.open(tmp_path / "a" / "journal.jsonl", organization="1", run_id="old", shared=shared)
    heir = Journal.open(tmp_path / "b" / "journal.jsonl", organization="1", run_id="new", shared=shared)
    heir.record("run_started", durable=True)
    with pytest.raises(OrganizationBusy):
        zombie.record("act", durable=True, request="77")
    with pytest.raises(FolderUnavailable):
        zombie.record("step", title="и дальше ничего")
    heir.record("act", durable=True, request="77")
    heir.close()
    zombie.close()
    # The machine of the stopped run learns the truth, and tells what it had put aside.
    with Journal.open(tmp_path / "a" / "journal.jsonl", organization="1", run_id="next", shared=shared):
        pass
    verdict = verify_journal(tmp_path / "a" / "journal.jsonl")
    assert verdict.ok
    assert b"torn_tail" in (tmp_path / "a" / "journal.jsonl").read_bytes()
    assert len(list((tmp_path / "a").glob("*.torn-*"))) == 1 == len(shared.names("torn"))


def test_lines_a_dead_machine_had_not_stored_yet_are_stored_by_its_next_run(
    shared: SharedFiles, tmp_path: Path
) -> None:
    first = Journal.open(tmp_path / "a" / "journal.jsonl", organization="1", run_id="r1", shared=shared)
    first.record("run_started", durable=True)
    first.record("step", title="не сохранено в общем хранилище")
    first._shut()  # as a kill leaves it: nothing signed, nothing stored
    with Journal.open(tmp_path / "a" / "journal.jsonl", organization="1", run_id="r2", shared=shared) as second:
        second.record("run_started", durable=True)
    records, _ = bring_up_to_date(tmp_path / "b" / "journal.jsonl", shared)
    assert records == 3 and verify_journal(tmp_path / "b" / "journal.jsonl").ok


def test_an_answer_the_storage_lost_on_its_way_is_no_second_writer(shared: SharedFiles, tmp_path: Path) -> None:
    class Forgetful:
        def __getattr__(self, name: str) -> object:
            return getattr(shared, name)

        def create(self, name: str, data: bytes) -> None:
            shared.create(name, data)
            raise FileExistsError(name)

    journal = Journal.open(tmp_path / "journal.jsonl", organization="1", run_id="r", shared=Forgetful())  # type: ignore[arg-type]
    assert journal.record("act", durable=True) == 1
    journal.close()


def test_a_worker_gets_the_files_that_were_published_with_paths_of_its_own(shared: SharedFiles, tmp_path: Path) -> None:
    office = OrganizationFolder(tmp_path / "office" / "uk-primer").create()
    acts = tmp_path / "acts"
    acts.mkdir()
    (acts / "act.pdf").write_bytes(ACT)
    debts = write_csv(tmp_path / "debts.csv", [header(), line(act_file="act.pdf")])
    settings = OrganizationSettings.model_validate(SETTINGS | {"dataset": {"file": debts, "acts": acts}})
    assert publish_inputs(office, settings, shared) == 3
    worker = OrganizationFolder(tmp_path / "worker" / "uk-primer")
    got = fetch_inputs(worker, shared)
    assert got.dataset.file and got.dataset.file.is_relative_to(worker.root)
    assert got.dataset.file.read_bytes() == debts.read_bytes()
    assert got.dataset.acts and (got.dataset.acts / "act.pdf").read_bytes() == ACT
    write_csv(debts, [header(), line(act_file="act.pdf"), line(flat="13")])
    publish_inputs(office, settings, shared)
    assert fetch_inputs(worker, shared).dataset.file.read_bytes() == debts.read_bytes()  # type: ignore[union-attr]


def test_a_published_file_that_is_not_whole_is_no_data_to_decide_upon(tmp_path: Path) -> None:
    shared = Storage((tmp_path / "shared").as_uri(), {}).of("uk-primer")
    debts = write_csv(tmp_path / "debts.csv", [header(), line(flat="12"), line(flat="13")])
    settings = OrganizationSettings.model_validate(SETTINGS | {"dataset": {"file": debts}})
    publish_inputs(OrganizationFolder(tmp_path / "office" / "uk-primer").create(), settings, shared)
    name = f"inputs/{hash_of(debts.read_bytes())}"
    shared.replace(name, write_csv(tmp_path / "cut.csv", [header(), line(flat="12")]).read_bytes())
    worker = OrganizationFolder(tmp_path / "worker" / "uk-primer")
    with pytest.raises(SiteUnavailable, match="повреждён") as told:
        fetch_inputs(worker, shared)
    assert name in told.value.hint and not (worker.root / "dataset" / "file.csv").exists()


def test_an_organization_nobody_published_is_told_so(shared: SharedFiles, tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="не опубликована"):
        fetch_inputs(OrganizationFolder(tmp_path / "uk-primer"), shared)
