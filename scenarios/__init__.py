"""Procedures, one a file: ``async def run(cabinet, job)``, at most 40 lines, no selector, no ``try``, no sleep.

The first line of a scenario's docstring is its Russian title, shown by ``rpa run --list``. A scenario says *what*
is done; *how a screen is worked* is a method of a page in ``rpa/cabinet/pages``; *what may be repeated* is decided by
the two verbs of ``Job``: ``step`` may repeat, ``commit`` never does. If a scenario needs more, a page or ``Job``
lacks a verb.
"""
