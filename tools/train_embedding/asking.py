"""How people ask: words around what is asked for, and other words for the same.

`synonyms.tsv` has a word and words that may stand for it on each line, all of it our own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

SYNONYMS: Final = Path(__file__).with_name("synonyms.tsv")

TEMPLATES: Final = tuple(
    tuple(template.split("_"))
    for template in (
        "where is _",
        "where are _",
        "where do we _",
        "where does it _",
        "where is the code that _",
        "where is the code for _",
        "where _ is done",
        "where _ is handled",
        "where _ happens",
        "where _ is implemented",
        "how does _ work",
        "how do _ work",
        "how is _ done",
        "how is _ implemented",
        "how is _ handled",
        "how are _ handled",
        "how to _",
        "how do i _",
        "how do we _",
        "how does the code _",
        "what _",
        "what does _ do",
        "what happens when _",
        "what happens if _",
        "which function _",
        "which class _",
        "which code _",
        "which part of the code _",
        "which method _ s",
        "when is _",
        "why does it _",
        "code that _",
        "code to _",
        "function that _",
        "function to _",
        "find the code which _",
        "show me _",
        "logic for _",
        "the logic that _",
        "_ implementation",
        "_ logic",
        "_ handling",
        "_ support",
        "_ code",
        "_ function",
        "_ class",
        "_ internals",
        "implementation of _",
        "definition of _",
        "handling of _",
        "support for _",
        "fix _",
        "add _",
        "fixed a bug where _",
        "bug when _",
        "make sure that _",
        "allow to _",
        "_ and how it works",
    )
)
"""What stands before and after a query."""

_DOUBLED: Final = frozenset(
    [
        "get",
        "set",
        "put",
        "run",
        "stop",
        "drop",
        "cut",
        "map",
        "ship",
        "plug",
        "log",
        "swap",
        "trim",
        "strip",
    ]
)
_IRREGULAR: Final = {
    "write": "writes writing written wrote writer",
    "read": "reads reading reader",
    "send": "sends sending sent sender",
    "find": "finds finding found finder",
    "build": "builds building built builder",
    "make": "makes making made maker",
    "keep": "keeps keeping kept keeper",
    "throw": "throws throwing thrown threw",
    "begin": "begins beginning began begun",
    "choose": "chooses choosing chosen chose",
    "draw": "draws drawing drawn",
    "bind": "binds binding bound",
    "catch": "catches catching caught",
    "hide": "hides hiding hidden",
    "split": "splits splitting splitter",
    "shut": "shuts shutting",
    "show": "shows showing shown",
    "take": "takes taking taken",
    "undo": "undoes undoing undone",
    "hold": "holds holding held",
}


def forms(word: str) -> list[str]:
    """Other forms of a word, as a verb and as a noun; some are of no language."""
    if word in _IRREGULAR:
        return _IRREGULAR[word].split()
    if len(word) < 3:
        return []
    if word.endswith("e"):
        return [f"{word}s", f"{word}d", f"{word[:-1]}ing", f"{word}r", f"{word[:-1]}ion"]
    if word.endswith("y") and word[-2] not in "aeou":
        return [f"{word[:-1]}ies", f"{word[:-1]}ied", f"{word}ing"]
    stem = word + word[-1] if word in _DOUBLED else word
    plural = f"{word}es" if word.endswith(("s", "sh", "ch", "x")) else f"{word}s"
    return [plural, f"{stem}ed", f"{stem}ing", f"{stem}er", f"{word}ion"]


def alternatives(known: dict[str, int]) -> dict[int, list[int]]:
    """The numbers of words that may stand for a word, of those that are `known`.

    A form of a word is replaced by other forms of it and by the same form of its synonyms.
    """
    found: dict[int, list[int]] = {}
    for line in SYNONYMS.read_text(encoding="utf-8").splitlines():
        word, *others = line.split()
        rows = [[word, *forms(word)], *([other, *forms(other)] for other in others)]
        for at, form in enumerate(rows[0]):
            if form not in known:
                continue
            same = [row[at] for row in rows[1:] if at < len(row)]
            wanted = [other for other in (*rows[0], *same) if other != form]
            numbers = [known[other] for other in wanted if other in known]
            if numbers:
                found.setdefault(known[form], []).extend(numbers)
    return {word: list(dict.fromkeys(numbers)) for word, numbers in found.items()}
