"""How a scenario is executed: two verbs (``step``, ``commit``), one loop (``each``), one retry policy."""
