"""``rpa`` with something in it broken on purpose (see ``broken``): ``python -m tests.canary.patched PATCHES ARGV``.

PATCHES is a JSON list.
"""

from __future__ import annotations

import json
import sys

from rpa.cli import main
from tests.canary.broken import apply

if __name__ == "__main__":
    for patch in json.loads(sys.argv[1]):
        apply(patch)
    main(sys.argv[2:])
