"""What a publication takes of the folder of acts: what a row or a plan names, and nothing that merely lies there."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from rpa.debts.policy import DecisionPolicy
from rpa.fleet.inputs import publish_inputs
from rpa.fleet.storage import Storage
from rpa.operate.place import Place
from tests.unit.dataset.registers import header, line, write_csv
from tests.web.conftest import PDF, item, keep, make_place

pytest.importorskip("fsspec")


def published(place: Place, folder: Path) -> set[bytes]:
    """Contents of everything that was stored, without the settings and the list."""
    publish_inputs(place.folder, place.settings, Storage((folder / "shared").as_uri(), {}).of("uk"))
    found = [path.read_bytes() for path in (folder / "shared").rglob("inputs/*")]
    return {data for data in found if not data.startswith(b"organization:")}


def with_data(place: Place, data: Path, acts: Path | None) -> Place:
    dataset = place.settings.dataset.model_copy(update={"file": data, "acts": acts})
    return replace(place, settings=place.settings.model_copy(update={"dataset": dataset}))


@pytest.mark.parametrize("explicit", [True, False])
def test_only_acts_that_rows_name_are_published(tmp_path: Path, explicit: bool) -> None:
    office = tmp_path / "documents"
    for name in (
        "named.pdf",
        "acts/below.pdf",
        "2025/deep.pdf",
        "unrelated.pdf",
        "private/passport.pdf",
        "private/a.txt",
    ):
        (office / name).parent.mkdir(parents=True, exist_ok=True)
        (office / name).write_text(f"%PDF-1.4 {name}")
    names = ("named.pdf", "below.pdf", "2025\\deep.pdf", "absent.pdf", "../outside.pdf")
    (tmp_path / "outside.pdf").write_text("%PDF-1.4 outside")
    data = write_csv(office / "debts.csv", [header(), *(line(flat=str(n), act_file=f) for n, f in enumerate(names, 1))])
    place = with_data(make_place(tmp_path), data, office if explicit else None)
    assert published(place, tmp_path) - {data.read_bytes()} == {
        f"%PDF-1.4 {name}".encode() for name in ("named.pdf", "acts/below.pdf", "2025/deep.pdf")
    }


@pytest.mark.skipif(sys.platform == "win32", reason="making a link needs a right there")
def test_a_link_among_the_acts_leads_nowhere(tmp_path: Path) -> None:
    place = make_place(tmp_path)
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "passport.pdf").write_text("%PDF-1.4 passport")
    acts = tmp_path / "acts"
    (acts / "link.pdf").symlink_to(tmp_path / "secret" / "passport.pdf")
    (acts / "folder").symlink_to(tmp_path / "secret")
    (acts / "act-1.pdf").unlink()
    (acts / "act-1.pdf").symlink_to(tmp_path / "secret" / "passport.pdf")
    keep(place, (item("100000000001"),), DecisionPolicy())
    rows = [line(flat=str(n), act_file=name) for n, name in enumerate(("link.pdf", "folder/passport.pdf"), 1)]
    data = write_csv(tmp_path / "debts.csv", [header(), *rows])
    assert published(with_data(place, data, acts), tmp_path) == {data.read_bytes()}


def test_acts_of_a_plan_are_published_also_when_the_data_cannot_be_read_today(tmp_path: Path) -> None:
    place = make_place(tmp_path)
    keep(place, (item("100000000001"),), DecisionPolicy())
    (place.folder.plans / "20260101-000000-broken.json").write_text("{")
    (tmp_path / "acts" / "letter.pdf").write_text("%PDF-1.4 letter")
    (data := tmp_path / "debts.csv").write_text("half a file")
    assert published(with_data(place, data, tmp_path / "acts"), tmp_path) == {b"half a file", PDF}
