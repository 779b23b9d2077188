"""What is near in meaning to a query, among the living chunks of a reading.

Belongs here: between a question and the indexes of vectors. Stays out: both of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..chunks.row import Row
from ..lexical.reading import Reading
from ..store.views import Generation
from ..vectors.asking import Asking
from ..vectors.held import FactsOf
from ..vectors.quantising import Floats
from ..vectors.unsaved import UnsavedText


class Near(NamedTuple):
    """The nearest chunks by one model: their places in the corpus, and how near, falling."""

    model: str
    places: NDArray[np.int64]
    scores: Floats


async def near(
    asking: Asking,
    generation: Generation,
    reading: Reading,
    query: str,
    count: int,
    seconds: float = 0.0,
) -> tuple[list[Near], str]:
    """The chunks nearest to a query, by each model; why some model could not be asked, if so.

    A model or an index that is being loaded is waited for about so many seconds; words answer
    alone where nobody waits.
    Of unsaved texts those chunks are among them that are as they were saved once; the others get
    their vectors behind, and until then are found by their words.
    """
    corpus = reading.corpus
    alive = reading.saved_numbers
    unsaved = [
        UnsavedText(number, Row(each.chunks).key, each.facts_id, each.text, each.chunks)
        for number, each in reading.unsaved()
    ]
    view_id = generation.view_id
    facts_of = _facts_of(generation, reading)
    told = await asking.nearest(view_id, query, count, alive, facts_of, seconds, unsaved=unsaved)
    found: list[Near] = []
    for model, contents, ordinals, scores in told.found:
        places = corpus.places_at(contents, ordinals)
        if len(places) and places.min() < 0:
            living = places >= 0
            places, scores = places[living], scores[living]
        found.append(Near(model, places, scores))
    return found, told.reason


def expect(asking: Asking, generation: Generation, reading: Reading) -> None:
    """Begin to load the indexes of what is alive, for who may ask soon."""
    asking.expect(reading.saved_numbers, _facts_of(generation, reading))


def _facts_of(generation: Generation, reading: Reading) -> FactsOf:
    def facts_of(numbers: NDArray[Any]) -> Iterator[tuple[int, bytes]]:
        for number, path_ids in reading.corpus.files_of(numbers.tolist()).items():
            entry = generation.by_id(path_ids[0]) if path_ids else None
            if entry is not None:
                yield number, entry.facts

    return facts_of
