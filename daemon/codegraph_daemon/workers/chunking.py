"""The chunking step: texts and facts to chunks and their words, in a worker.

Belongs here: which texts are cut, and the making of one segment of postings of a batch of files,
ready to be written. Stays out: how a text is cut and what its terms are (`chunks`).

The daemon gives the batch content numbers in a row, so that a number is an offset in a byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..chunks import cut, row
from ..chunks.traits import traits_of
from ..chunks.trigrams import Trigrams, by_trigram, trigrams
from ..chunks.words import Counted, Vocabulary, count, postings
from ..facts import Facts
from ..languages.registry import language_by_shebang, language_of
from ..store.occurrences import Holders, Occurrences, pack_many_holders, pack_many_occurrences
from . import Host
from .faults import fault_point
from .parse import text_of_facts

_FACTS_AT_ONCE = 64
_MOST_WORDS = 200_000
"""Words whose terms are remembered from task to task; about 40 MB."""

_vocabulary = Vocabulary()


class Segment:
    """The words of a batch of contents, of which the first has the number `first`."""

    def __init__(self, first: int) -> None:
        self._next = first
        self._words: list[tuple[int, Counted]] = []
        self._trigrams: list[tuple[int, Trigrams]] = []

    def add(self, path: str, text: bytes, facts: Facts) -> tuple[int, bytes]:
        """Cut one content: its number, and its packed chunks."""
        language = language_of(path) or language_by_shebang(text[:200].split(b"\n")[0]) or ""
        chunks = cut.cut(text, facts, language)
        counted, lengths = count(text, facts, language, chunks, _vocabulary)
        traits = traits_of(text, facts, language)
        packed = row.pack(text, facts, chunks, lengths, traits)
        number, self._next = self._next, self._next + 1
        self._words.append((number, counted))
        self._trigrams.append((number, trigrams(text)))
        return number, packed

    def packed(self) -> dict[str, list[tuple[bytes, bytes]]]:
        """(term, occurrences) and (trigram, contents), both rising and as the store keeps them."""
        global _vocabulary
        found = postings(self._words, _vocabulary)
        columns = Occurrences(found.contents, found.ordinals, found.frequencies)
        terms = list(pack_many_occurrences(found.terms, found.bounds.tolist(), columns))
        turned = by_trigram(self._trigrams)
        holders = Holders(turned.owners, turned.followers)
        values = list(pack_many_holders(turned.values, turned.bounds, holders))
        if len(_vocabulary) > _MOST_WORDS:
            _vocabulary = Vocabulary()
        return {"terms": terms, "trigrams": values}


def chunk(host: Host, payload: dict[str, Any]) -> dict[str, Any]:
    """The chunks and words of `files`: (path, facts id), numbered from `first` on.

    A file that has other content by now has no chunks in the answer.
    """
    files: Sequence[Sequence[Any]] = payload["files"]
    segment = Segment(payload["first"])
    contents: list[list[Any]] = []
    for at in range(0, len(files), _FACTS_AT_ONCE):
        some = files[at : at + _FACTS_AT_ONCE]
        blobs = host.call("facts", [facts_id for _, facts_id in some])
        for (path, facts_id), blob in zip(some, blobs, strict=True):
            host.step([path, facts_id])
            text = text_of_facts(payload["root"], path, payload["max_bytes"], facts_id)
            if text is None:
                contents.append([facts_id, 0, None])
                continue
            fault_point("chunk", text)
            contents.append([facts_id, *segment.add(path, text, Facts(blob))])
    return {"contents": contents, **segment.packed()}


def chunk_texts(host: Host, payload: dict[str, Any]) -> dict[str, Any]:
    """The same for unsaved texts, numbered from 0: `texts` has (path, text, facts id)."""
    texts: Sequence[Sequence[Any]] = payload["texts"]
    blobs = host.call("facts", [facts_id for _, _, facts_id in texts])
    segment = Segment(0)
    rows: list[bytes] = []
    for (path, text, _), blob in zip(texts, blobs, strict=True):
        host.step([path])
        rows.append(segment.add(path, text, Facts(blob))[1])
    return {"rows": rows, **segment.packed()}
