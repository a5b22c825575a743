"""Steps of the ledger's schema, one file each, applied in the order of their numbers and never changed afterwards.

A step is a module ``NNNN_name`` with ``upgrade(connection)``; it runs inside one transaction and is written without
``rpa.ledger.tables``, which always describes the newest schema.
"""
