"""The review page: a local site where people decide, start runs and look at evidence, without a command line.

Plain forms that work without a script; one script of our own adds keys and live progress. Nothing comes from outside.
"""
