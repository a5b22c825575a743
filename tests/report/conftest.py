"""Reports made of a real journal and real pictures, whatever the site and the file said in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.report.sample import fill, reporter, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An organization's folder with a filled journal."""
    fill(tmp_path)
    return tmp_path


@pytest.fixture
def report(folder: Path) -> Path:
    """The page of its last plan."""
    return write(reporter(folder)).files["html"]
