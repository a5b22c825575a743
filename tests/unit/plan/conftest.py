"""The plan is tested on the same invented request and rows as the decision."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from rpa.operate.place import Place
from rpa.settings import DataRoot, OrganizationSettings
from tests.cheap_vault import cheap_vault

sys.path.insert(0, str(Path(__file__).parents[1] / "decision"))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An organization without a plan, at the moment of the samples."""
    from plan_samples import NOW

    settings = OrganizationSettings.model_validate(
        {"organization": {"name": "Придуманная УК", "ogrn": "1020202870555"}, "dataset": {"file": tmp_path / "d.xlsx"}}
    )
    folder = DataRoot(tmp_path / "data").organization("uk").create()
    return Place(folder, settings, cheap_vault(folder.vault, "a made-up pass phrase"), now=lambda: NOW)
