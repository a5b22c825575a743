"""The verifier: plain Python, standard library only, also shipped inside every exported package.

Its modules import nothing of ``rpa`` and each other only by bare name in ``verify.py``, so that a stranger can run
``python verify.py`` from an unpacked folder without installing anything.
"""
