"""What breaks layering rules: imports that a repository says shall not be.

Belongs here: which files a rule is about, and which imports it forbids. Stays out: reading rules
(`codegraph_client.layering`), what imports are (`imports`).

Patterns mean what they mean in `.gitignore`: `web` is any file or folder of that name with all
below it, `src/web` that one, and `!` takes back files that an earlier one named (`!/tests/**`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from pathspec import GitIgnoreSpec

from codegraph_client.layering import Rule

from .codebase import FileImports, Mask


class Breach(NamedTuple):
    """An import that a rule forbids."""

    rule: Rule
    row: int
    """Which of the imports it is."""


def breaches(rules: Sequence[Rule], imports: FileImports, paths: Sequence[str]) -> list[Breach]:
    """Every import that breaks a rule, by rule and by where it stands.

    Tests and what was taken over from others are files like all: patterns say what is meant.
    Raises ValueError for what is no pattern.
    """
    found: list[Breach] = []
    for rule in rules:
        about, others = _named(rule.about, paths), _named(rule.others, paths)
        ends, far = imports.source, imports.target
        if rule.side == "to":
            ends, far = far, ends
        forbidden = others if rule.verb == "deny" else ~(others | about)
        rows = np.flatnonzero(about[ends] & forbidden[far])
        order = np.lexsort((imports.position[rows], imports.source[rows]))
        found += [Breach(rule, row) for row in rows[order].tolist()]
    return found


def _named(patterns: Sequence[str], paths: Sequence[str]) -> Mask:
    """For each path whether the patterns name it."""
    spec = GitIgnoreSpec.from_lines(patterns)
    return np.fromiter((spec.match_file(path) for path in paths), np.bool_, len(paths))
