"""What searches keep of the chunks of contents stays within its bound, however many are shown."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from codegraph_daemon.chunks.cut import cut
from codegraph_daemon.chunks.row import pack
from codegraph_daemon.facts import Facts
from codegraph_daemon.queries.chunk_rows import Rows
from codegraph_daemon.store.database import Store
from codegraph_daemon.store.postings import Postings
from codegraph_daemon.store.words import Words
from codegraph_daemon.workers.parse import parser_of

CONTENTS, FUNCTIONS = 40, 20


async def test_rows_are_let_go_of_beyond_the_bound(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "store", 8)
    try:
        words = Words(store, Postings(store).next_segment)
        text = b"".join(b"def f%d():\n    return %d\n\n" % (n, n) for n in range(FUNCTIONS))
        facts = Facts(parser_of("python").facts_of(text))
        chunks = cut(text, facts, "python")
        packed = pack(text, facts, chunks, np.ones(len(chunks), np.int64))
        ids = [number.to_bytes(16, "big") for number in range(CONTENTS)]
        await words.add([(each, words.reserve(1), packed) for each in ids], [], [])

        rows = Rows(words, most_bytes=5 * len(packed))
        for each in ids * 3:
            row = rows.by_facts(each)
            assert row is not None
            assert row.nbytes == len(packed)
            assert rows.bytes == len(rows) * len(packed)
        assert len(rows) == 5
    finally:
        store.close()
