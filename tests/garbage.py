"""What a process of tests holds lives to its end: the collector of garbage need not walk through it again and again."""

from __future__ import annotations

import gc


def freeze() -> None:
    """Let alone all there is now, without a last look at it, and look at what comes later rarely.

    A last look takes half a second and frees next to nothing. A test leaves little: the search for it was a twelfth
    of a worker's time.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
