"""``python -m rpa``: the same as the ``rpa`` command; what schedulers start."""

import sys

from rpa.errors import CRASHED

if __name__ == "__main__":
    try:
        from rpa.cli import main
    except Exception as error:
        # A package is missing or broken: an interpreter ends with 1, which is a run that went through.
        sys.excepthook(type(error), error, error.__traceback__)
        sys.exit(CRASHED)
    main()
