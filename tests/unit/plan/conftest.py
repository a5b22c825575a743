"""The plan is tested on the same invented request and rows as the decision."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "decision"))
