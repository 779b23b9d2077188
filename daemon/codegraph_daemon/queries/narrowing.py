"""Which files and symbols a search is narrowed to: language, paths, kinds, tests or none.

Belongs here: reading these parameters, and what they leave of a state of the index. Stays out:
searching (`finding`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from codegraph_client.errors import BadRequest

from ..facts import KIND_NAMES
from ..languages.registry import language_of
from ..lexical.reading import Reading
from .answering import Asked, shown

_TESTS = ("auto", "only", "never")
_TEST_PATH = re.compile(
    r"(^|/)(tests?|testing|specs?|__tests__)(/|$)|(^|/)test_|_test\.|\.(test|spec)\."
)
_KIND_OF = {name: int(kind) for kind, name in enumerate(KIND_NAMES)}


class Narrowed(NamedTuple):
    """What a search may find."""

    path_ids: frozenset[int] | None
    """The files; None: all."""
    places: NDArray[np.bool_] | None
    """Which places of the corpus are of these files; None: all."""
    kinds: frozenset[int] | None
    """Kinds of chunks; None: all."""

    def takes(self, path_id: int) -> bool:
        """Whether a file may be found."""
        return self.path_ids is None or path_id in self.path_ids


async def narrowed(asked: Asked, reading: Reading) -> Narrowed:
    """What the parameters of a search leave.  Raises BadRequest."""
    params = asked.params
    tests: list[Callable[[str], bool]] = []
    language = params.get("language")
    if language is not None:
        tests.append(_of_language(language))
    if globs := _strings(params, "paths"):
        tests.append(_of_globs(globs))
    wanted = params.get("tests", "auto")
    if wanted not in _TESTS:
        raise BadRequest(f"tests must be one of {', '.join(_TESTS)}")
    if wanted != "auto":
        tests.append(lambda path: bool(_TEST_PATH.search(path)) == (wanted == "only"))
    kinds = _strings(params, "kind")
    unknown = [kind for kind in kinds if kind not in _KIND_OF]
    if unknown:
        known = ", ".join(KIND_NAMES)
        raise BadRequest(f"unknown kind {shown(unknown[0])}; kinds are {known}")
    only = frozenset(_KIND_OF[kind] for kind in kinds) or None
    if not tests:
        return Narrowed(None, None, only)
    path_ids: list[int] = []
    for path, path_id in asked.files():
        if all(test(path) for test in tests):
            path_ids.append(path_id)
        await asked.pace.breathe()
    places = reading.corpus.mask_of_files(np.asarray(path_ids, np.intp))
    return Narrowed(frozenset(path_ids), places, only)


def _strings(params: dict[str, Any], name: str) -> list[str]:
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


def _of_globs(globs: list[str]) -> Callable[[str], bool]:
    # Loaded by who narrows by paths.
    from pathspec import GitIgnoreSpec

    spec = GitIgnoreSpec.from_lines(globs)
    return spec.match_file
