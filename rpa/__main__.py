"""``python -m rpa``: the same as the ``rpa`` command."""

from rpa.cli import main

if __name__ == "__main__":
    main()
