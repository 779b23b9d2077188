"""Facts that a worker has made and that nobody has asked for yet."""

from __future__ import annotations


class Made:
    """Facts that this worker has made: it is mostly the one that links them, and soon."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._facts: dict[bytes, bytes] = {}
        self.bytes = 0

    def keep(self, facts_id: bytes, facts: bytes) -> None:
        """Have facts at hand, and let go of the oldest that are too many."""
        if facts_id not in self._facts:
            self._facts[facts_id] = facts
            self.bytes += len(facts)
        while self.bytes > self._most:
            self.take(next(iter(self._facts)))

    def take(self, facts_id: bytes) -> bytes | None:
        """Facts for who will hold them from now on; None if they are not at hand."""
        facts = self._facts.pop(facts_id, None)
        if facts is not None:
            self.bytes -= len(facts)
        return facts
