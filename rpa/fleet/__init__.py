"""Many organizations: workers that share a queue, a database and a storage, and survive each other's death.

The same stages a person starts by hand (``rpa debts plan``, ``apply``) run as coarse durable steps of one workflow per
organization and tick. DBOS repeats a step that was cut short; that nothing is sent twice is the ledger's doing, not
the engine's: a repeated apply reads the cabinet first. Only ``engine`` knows DBOS.
"""
