"""The same work done by us, by other tools and by a bare HTTP client, on one stand, in turns (``docs/speed.md``)."""
