"""Sentences from documentation, changelogs and comments, in the form in which people ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

LEAST: Final = 3
MOST: Final = 40
"""Words of a sentence that serves as a query."""

_TAG: Final = re.compile(r"^\s*(@\w+|\\\w+|:\w+[^:]*:|[A-Z]\w+\s*\n\s*-{3,})", re.MULTILINE)
_ROLE: Final = re.compile(r":[\w:.+-]+:`~?([^`<]+?)(?:\s*<[^`]*>)?`")
_LINK: Final = re.compile(r"\{@\w+\s+#?([^}]*)\}|!?\[([^\]]*)\]\([^)]*\)|</?\w+[^>]*>")
_BRIEF: Final = re.compile(r"^\s*[@\\](brief|short|summary|description)\b\s*", re.MULTILINE)
_ADDRESS: Final = re.compile(r"\b\w+://\S+")
_SENTENCE: Final = re.compile(r"(?<=[a-z0-9)\]`'\"])[.!?;](?=\s+[A-Z`'\"(]|\s*$)")
_HEADING: Final = re.compile(r"^(?:#{1,5}\s+(.+?)\s*#*|(\S.*)\n[=\-~^\"*+]{3,})\s*$", re.MULTILINE)
_MENTION: Final = re.compile(
    r"`{1,2}~?\.?([A-Za-z_][\w.:#]*)(?:\(.*?\))?`{1,2}|\b([a-z]+_\w+|[A-Z]?[a-z]+[A-Z]\w+)\b"
)
_CODE: Final = re.compile(
    r"```.*?```|::\n\n(?: {2,}.*\n|\n)+|^\s*(?:>>>|\$ |\.\. ).*$", re.DOTALL | re.MULTILINE
)


def sentences(documentation: str) -> list[str]:
    """The sentences of a doc comment up to its list of parameters."""
    text = _BRIEF.sub("", documentation)
    text = _TAG.split(text, 1)[0] if _TAG.search(text) else text
    return _split(text)


def _split(text: str) -> list[str]:
    text = _LINK.sub(lambda found: found[1] or found[2] or " ", _ROLE.sub(r"\1", text))
    text = _ADDRESS.sub(" ", text)
    found: list[str] = []
    for paragraph in _paragraphs(text[:3000]):
        split = _SENTENCE.split(" ".join(paragraph.split()))
        found += [sentence.strip() for sentence in split if is_said(sentence)]
    return found


def _paragraphs(text: str) -> list[str]:
    """Paragraphs and items of lists."""
    return [part.lstrip("-*+ \t\n") for part in re.split(r"\n\s*\n|\n\s*[-*+]\s", text)]


def is_said(sentence: str) -> bool:
    """Whether a text reads like words rather than like code or a table."""
    words = sentence.split()
    letters = sum(character.isalpha() or character == " " for character in sentence)
    return (
        LEAST <= len(words) <= MOST
        and not sentence.startswith(("See also", "See ", "Copyright", "TODO", "FIXME"))
        and letters >= 0.8 * len(sentence)
        and sum(word.isascii() for word in words) >= len(words) - 1
    )


def mentions(text: str) -> Iterator[tuple[str, str]]:
    """(sentence, symbol): what prose says about symbols, without these words themselves."""
    text = _CODE.sub("\n\n", _ROLE.sub(r"`\1`", text))
    for paragraph in _paragraphs(text):
        if (
            "`" not in paragraph
            and "_" not in paragraph
            and not re.search(r"[a-z][A-Z]", paragraph)
        ):
            continue
        for sentence in _SENTENCE.split(" ".join(paragraph[:2000].split())):
            found = list(_MENTION.finditer(sentence))
            if 0 < len(found) <= 3:
                said = _MENTION.sub(" ", _LINK.sub(" ", _ADDRESS.sub(" ", sentence)))
                if is_said(said):
                    for match in found:
                        yield said, match[1] or match[2]


def sections(text: str) -> Iterator[tuple[str, str]]:
    """(heading, text below it) of a document."""
    found = list(_HEADING.finditer(text))
    for at, heading in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(text)
        below = text[heading.end() : end].strip()
        title = (heading[1] or heading[2] or "").strip()
        if len(below) > 120 and 2 <= len(title.split()) <= 12:
            yield title, below[:4000]
