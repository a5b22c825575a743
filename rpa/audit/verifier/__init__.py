"""The verifier: plain Python 3.9+, standard library only, also shipped inside every exported package.

Its modules import nothing of the product and one another only relatively, so that a stranger can run the unpacked
folder without installing anything: ``python verify.py``.
"""
