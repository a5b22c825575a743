"""Обращения read by one worker, known to the next one, to the office and to whoever tells of their terms."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rpa.errors import BadSettings, SiteUnavailable
from rpa.fleet.inquiries import MANIFEST, fetch_inquiries, store_inquiries
from rpa.fleet.storage import OrganizationFiles, Storage
from rpa.model import Inquiry, InquiryStatus
from rpa.operate.inquiries.store import InquiryStore, StoredFile, StoredInquiry
from rpa.settings import DataRoot, OrganizationFolder

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def shared(tmp_path: Path) -> OrganizationFiles:
    return Storage((tmp_path / "shared").as_uri(), {}).of("uk-primer")


def machine(tmp_path: Path, name: str) -> OrganizationFolder:
    return DataRoot(tmp_path / name).organization("uk-primer").create()


def read(folder: OrganizationFolder, number: str, *files: bytes, **facts: Any) -> StoredInquiry:
    """As a run keeps a card it has read."""
    store = InquiryStore(folder.inquiries)
    kept = [
        StoredFile(f"Скан {index}.pdf", len(data), store.put_file(number, index, f"Скан {index}.pdf", data))
        for index, data in enumerate(files, start=1)
    ]
    card = StoredInquiry(Inquiry(number, InquiryStatus.SENT, topic="Лифт", **facts), "r" * 64, NOW, tuple(kept))
    store.put(card)
    return card


def cards(folder: OrganizationFolder) -> list[StoredInquiry]:
    return list(InquiryStore(folder.inquiries))


def test_the_next_worker_knows_the_cards_and_has_their_attachments(tmp_path: Path, shared: OrganizationFiles) -> None:
    one, two = machine(tmp_path, "one"), machine(tmp_path, "two")
    known = [read(one, "26-1", b"%PDF-1.4 made up"), read(one, "26-2")]
    assert (store_inquiries(one, shared), fetch_inquiries(two, shared)) == (2, 2)
    assert cards(two) == known
    [attached] = known[0].files
    assert (two.inquiries / str(attached.path)).read_bytes() == b"%PDF-1.4 made up"
    assert (store_inquiries(two, shared), fetch_inquiries(one, shared)) == (0, 0), "nothing changed since"


def test_a_card_read_anew_replaces_the_older_one_everywhere(tmp_path: Path, shared: OrganizationFiles) -> None:
    one, two = machine(tmp_path, "one"), machine(tmp_path, "two")
    read(one, "26-1", b"%PDF-1.4 first")
    store_inquiries(one, shared)
    fetch_inquiries(two, shared)
    newer = read(two, "26-1", b"%PDF-1.4 second", executor="Петрова Анна (вымышлена)")
    assert (store_inquiries(two, shared), fetch_inquiries(one, shared)) == (1, 1)
    assert cards(one) == [newer]
    assert (one.inquiries / str(newer.files[0].path)).read_bytes() == b"%PDF-1.4 second"


def test_a_publication_brings_what_the_storage_lacks_and_takes_nothing_back(
    tmp_path: Path, shared: OrganizationFiles
) -> None:
    office, worker = machine(tmp_path, "office"), machine(tmp_path, "worker")
    read(office, "26-1")
    read(office, "26-9")
    newer = read(worker, "26-1", executor="Петрова Анна (вымышлена)")
    store_inquiries(worker, shared)
    assert store_inquiries(office, shared, only_unknown=True) == 1
    fetch_inquiries(worker, shared)
    assert [one.inquiry.number for one in cards(worker)] == ["26-1", "26-9"] and cards(worker)[0] == newer


def test_what_the_storage_destroyed_by_its_rule_is_passed_by(
    tmp_path: Path, shared: OrganizationFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = machine(tmp_path, "one"), machine(tmp_path, "two")
    read(one, "26-1", b"%PDF-1.4 made up")
    read(one, "26-2", b"%PDF-1.4 made up")
    store_inquiries(one, shared)
    stored = tmp_path / "shared" / "uk-primer" / "inquiries"
    (stored / "26-1.json").unlink()
    (stored / "files" / "26-2" / "01.pdf").unlink()
    asked: list[str] = []
    look = shared.read
    monkeypatch.setattr(OrganizationFiles, "read", lambda _shared, name: asked.append(name) or look(name))
    assert fetch_inquiries(two, shared) == 1
    assert "inquiries/26-1.json" not in asked, "in the list for good, it would be asked for in every run"
    assert [one.inquiry.number for one in cards(two)] == ["26-2"]


def test_a_card_damaged_here_goes_nowhere_and_comes_back_whole(tmp_path: Path, shared: OrganizationFiles) -> None:
    one, two = machine(tmp_path, "one"), machine(tmp_path, "two")
    known = [read(one, "26-1"), read(one, "26-2")]
    store_inquiries(one, shared)
    (one.inquiries / "26-1.json").write_bytes(b"half a ca")
    assert (store_inquiries(one, shared), fetch_inquiries(two, shared)) == (0, 2)
    assert cards(two) == known
    assert fetch_inquiries(one, shared) == 1 and cards(one) == known


def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path, shared: OrganizationFiles) -> None:
    shared.replace(MANIFEST, json.dumps({"../../elsewhere.json": "0" * 64}).encode())
    with pytest.raises(BadSettings, match="выходит за папку"):
        fetch_inquiries(machine(tmp_path, "one"), shared)


def test_a_storage_that_does_not_answer_says_so(tmp_path: Path, shared: OrganizationFiles) -> None:
    folder = machine(tmp_path, "one")
    (tmp_path / "shared" / "uk-primer" / MANIFEST).mkdir(parents=True)
    for call in (fetch_inquiries, store_inquiries):
        with pytest.raises(SiteUnavailable, match="Общее хранилище"):
            call(folder, shared)


@pytest.mark.parametrize("damaged", [b"", b'{"inquiries/26-1": "0', b"[1]", b'{"inquiries/26-1": 7}', b"\xd0"])
def test_a_damaged_list_of_cards_ends_no_day_and_hides_no_card(
    tmp_path: Path, shared: OrganizationFiles, damaged: bytes
) -> None:
    """Every stage of every worker broke off on it, and nobody was told of the terms of any обращение."""
    one, two = machine(tmp_path, "one"), machine(tmp_path, "two")
    known = [read(one, "26-1", b"%PDF-1.4 made up"), read(one, "26-2")]
    store_inquiries(one, shared)
    shared.replace(MANIFEST, damaged)
    assert fetch_inquiries(two, shared) == 2 and cards(two) == known
    known.append(read(two, "26-3"))
    store_inquiries(two, shared)
    assert set(json.loads(shared.read(MANIFEST))) == {f"inquiries/26-{number}.json" for number in (1, 2, 3)}
    assert fetch_inquiries(one, shared) == 1 and cards(one) == known
