"""Random edits of a project in any language: words, lines and files that change places.

A test gives a project in which nearly every name leads somewhere, the names that its words may
become, and the paths that its files may have; nothing needs to make sense as a program.

Belongs here: hypothesis strategies. Stays out: indexing and the properties.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

Tree = dict[str, str]

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Project:
    """A tree to begin with; `words` may take each other's place, files may move to `paths`."""

    tree: Mapping[str, str]
    words: Sequence[str]
    paths: Sequence[str]


def project(text: str, words: str, paths: Sequence[str] = ()) -> Project:
    """A project from a text with `//- path` lines, and words with spaces between."""
    parts = [part.partition("\n") for part in text.split("//- ")[1:]]
    tree = {path: content for path, _, content in parts}
    return Project(tree, words.split(), [*tree, *paths])


@st.composite
def histories(draw: st.DrawFn, begin: Project) -> list[Tree]:
    """The project and what becomes of it, step by step; now and then as it was before."""
    trees = [dict(begin.tree)]
    for _ in range(draw(st.integers(1, 4))):
        if len(trees) > 1 and draw(st.integers(0, 4)) == 0:
            trees.append(dict(draw(st.sampled_from(trees[:-1]))))
        else:
            trees.append(draw(_edited(trees[-1], begin)))
    return trees


@st.composite
def _edited(draw: st.DrawFn, before: Mapping[str, str], begin: Project) -> Tree:
    after = dict(before)
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(
            st.sampled_from(["word", "word", "word", "cut", "line", "delete", "move", "new"])
        )
        path = draw(st.sampled_from(sorted(after or begin.tree)))
        if kind == "new" or path not in after:
            after[path] = begin.tree.get(path, "")
        elif kind == "delete":
            del after[path]
        elif kind == "move":
            after[draw(st.sampled_from(begin.paths))] = after.pop(path)
        elif kind == "word":
            after[path] = draw(_other_word(after[path], begin.words))
        else:
            lines = after[path].split("\n")
            at = draw(st.integers(0, len(lines) - 1))
            source = after[draw(st.sampled_from(sorted(after)))].split("\n")
            lines[at : at + 1] = [draw(st.sampled_from(source))] if kind == "line" else []
            after[path] = "\n".join(lines)
    return after


@st.composite
def _other_word(draw: st.DrawFn, text: str, words: Sequence[str]) -> str:
    found = [match for match in _WORD.finditer(text) if match[0] in words]
    if not found:
        return text
    word = draw(st.sampled_from(found))
    return text[: word.start()] + draw(st.sampled_from(words)) + text[word.end() :]
