"""When the daemon looks for objects that hold each other: not in the middle of answers.

What questions leave alive are caches, hundreds of thousands of objects that hold no cycles, and
Python walks the newest of them whenever there are enough: a question in some dozens took 20 to 100
ms longer for it, whichever it was. So after each answer all that is alive is set aside, as workers
do; objects go when nobody has them, set aside or not. What does hold itself is looked for once in
thousands of answers, when nobody has asked for a while.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import Final

MANY: Final = 10_000
"""After so many answers it is worth a look, which takes a tenth of a second."""
MOST: Final = 20 * MANY
"""After so many nobody waits for a quiet moment any more."""
QUIET_SECONDS: Final = 5.0


class Cycles:
    """Sets aside what answers leave alive; one for the process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._answers = 0
        self._answered = clock()

    def answered(self) -> None:
        """A question was answered: what it leaves alive need not be looked through."""
        gc.freeze()
        self._answers += 1
        self._answered = self._clock()

    def tidy(self) -> bool:
        """A step of idle work: look through everything if it is time; there is never more."""
        quiet = self._clock() - self._answered >= QUIET_SECONDS
        if self._answers >= MOST or (quiet and self._answers >= MANY):
            self._answers = 0
            gc.unfreeze()
            gc.collect()
            gc.freeze()
        return False
