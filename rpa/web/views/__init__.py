"""One module a screen. A view takes a ``Visit`` and returns a response; who may see it is said in ``application``."""
