"""Which files and symbols a search is narrowed to: language, paths, kinds, tests or none.

Belongs here: reading these parameters, and what they leave of a state of the index. Stays out:
searching (`finding`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from codegraph_client.errors import BadRequest

from ..chunks.traits import Trait
from ..facts import KIND_NAMES
from ..languages.registry import language_of
from ..lexical.reading import Reading
from .answering import Asked, shown

_TESTS = ("auto", "only", "never")
_KIND_OF = {name: int(kind) for kind, name in enumerate(KIND_NAMES)}


class Narrowed(NamedTuple):
    """What a search may find."""

    path_ids: frozenset[int] | None
    """The files; None: all."""
    places: NDArray[np.bool_] | None
    """The places of the corpus; None: all."""

    def takes(self, path_id: int) -> bool:
        """Whether a file may be found."""
        return self.path_ids is None or path_id in self.path_ids

    def has(self, place: int) -> bool:
        """Whether what is at a place may be found."""
        return self.places is None or bool(self.places[place])


async def narrowed(asked: Asked, reading: Reading) -> Narrowed:
    """What the parameters of a search leave.  Raises BadRequest."""
    params, corpus = asked.params, reading.corpus
    masks: list[NDArray[np.bool_]] = []
    tests: list[Callable[[str], bool]] = []
    language = params.get("language")
    if language is not None:
        tests.append(_of_language(language))
    if globs := strings(params, "paths"):
        tests.append(of_globs(globs))
    path_ids: list[int] | None = None
    if tests:
        path_ids = []
        for path, path_id in asked.files():
            if all(test(path) for test in tests):
                path_ids.append(path_id)
            await asked.pace.breathe()
        masks.append(corpus.mask_of_files(np.asarray(path_ids, np.intp)))
    wanted = params.get("tests", "auto")
    if wanted not in _TESTS:
        raise BadRequest(f"tests must be one of {', '.join(_TESTS)}")
    if wanted != "auto":
        is_test = (reading.traits & Trait.TEST) != 0
        masks.append((is_test == (wanted == "only"))[corpus.slots])
    if kinds := kinds_of(params):
        masks.append(np.isin(corpus.kinds, [_KIND_OF[kind] for kind in kinds]))
    places = np.logical_and.reduce(masks) if masks else None
    return Narrowed(None if path_ids is None else frozenset(path_ids), places)


def kinds_of(params: dict[str, Any]) -> list[str]:
    """The names of kinds that a request wants. Raises BadRequest."""
    kinds = strings(params, "kind")
    unknown = [kind for kind in kinds if kind not in _KIND_OF]
    if unknown:
        known = ", ".join(KIND_NAMES)
        raise BadRequest(f"unknown kind {shown(unknown[0])}; kinds are {known}")
    return kinds


def strings(params: dict[str, Any], name: str) -> list[str]:
    """A parameter that is a list of strings, or one. Raises BadRequest."""
    value = params.get(name) or []
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        raise BadRequest(f"{name} must be a list of strings")
    return list(value)


def _of_language(language: object) -> Callable[[str], bool]:
    if not isinstance(language, str):
        raise BadRequest("language must be a string")
    name = language.lower()
    return lambda path: language_of(path) == name


def of_globs(globs: list[str]) -> Callable[[str], bool]:
    """Whether a path matches one of some patterns, which are as in `.gitignore`."""
    # Loaded by who narrows by paths.
    from pathspec import GitIgnoreSpec

    spec = GitIgnoreSpec.from_lines(globs)
    return spec.match_file
