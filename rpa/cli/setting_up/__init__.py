"""The wizard's questions on the terminal, for ``rpa setup``: a package, so that other commands start without it."""
