"""``python -m rpa.stand`` starts a stand; ``python -m rpa.stand accounting`` writes the accounting files."""

from __future__ import annotations

import sys

from rpa.stand.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
