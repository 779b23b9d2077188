"""The functions and classes of a source file, with what is said about them and in them.

A piece knows its documentation apart from its code, so that one can be the query that the other
answers. Comments and texts inside are listed as well: each is a query of another kind.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final, NamedTuple

from tree_sitter import Node, Parser, QueryCursor

from .grammar import CONTAINERS, WRAPPERS, grammar

LONGEST: Final = 6000
"""Bytes of a piece's code; the rest of a longer one is left out."""

_MARKS: Final = re.compile(
    r"^[ \t]*(/\*+!?|\*+/|\*+(?=[ \t]|$)|//[/!]*|#+!?|--+)[ \t]?", re.MULTILINE
)
_END: Final = re.compile(r"\*+/\s*$")
_QUOTES: Final = re.compile(r"""^[rRbBuUfF]{0,2}("{3}|'{3}|"|'|`)|("{3}|'{3}|"|'|`)$""")
_IS_TEST_PATH: Final = re.compile(
    r"(^|[-/_.])(tests?|specs?|testing|__tests__)([-/_.]|$)", re.IGNORECASE
)
_IS_TEST_NAME: Final = re.compile(r"^(test_|test[A-Z]|Test[A-Z_]|should|it_)")


class Piece(NamedTuple):
    """A function or a class of a package.

    `documentation` is the comment or docstring that belongs to it, without the comment's marks;
    `code` is its text without that. `name` is qualified with dots. `test` is the sentence that a
    test case is described with, where it is one without a name. `calls` are names called in it,
    in the order in which they first stand there; kept of tests alone.
    """

    path: str
    language: str
    name: str
    is_class: bool
    is_test: bool
    documentation: str
    code: str
    comments: tuple[str, ...]
    strings: tuple[str, ...]
    calls: tuple[str, ...]


class _Text(NamedTuple):
    start: int
    end: int
    text: str


def pieces_of(path: str, language: str, text: str) -> list[Piece]:
    """The pieces of one file, in order. A piece inside another function is part of that."""
    data = text.encode("utf-8", errors="replace")
    known = grammar(language)
    tree = Parser(known.language).parse(data)
    captures = QueryCursor(known.query).captures(tree.root_node)
    comments = _texts(data, captures.get("comment", []))
    strings = _texts(data, captures.get("string", []))
    calls = _texts(data, captures.get("callee", []))
    in_tests = bool(_IS_TEST_PATH.search(path))
    nodes = [(node, True) for node in captures.get("class", [])]
    nodes += [(node, False) for node in captures.get("function", [])]
    if in_tests:
        nodes += [(node, False) for node in captures.get("testcase", [])]
    nodes.sort(key=lambda pair: (pair[0].start_byte, -pair[0].end_byte))
    found: list[Piece] = []
    end_of_function = 0
    for node, is_class in nodes:
        if node.start_byte < end_of_function or node.end_byte - node.start_byte < 30:
            continue
        name = "" if node.type == "call_expression" else _name(node)
        if not name and node.type != "call_expression":
            continue
        if not is_class:
            end_of_function = node.end_byte
        documentation, document = _documentation(data, node, language, comments)
        end = min(node.end_byte, node.start_byte + LONGEST)
        code = _without(data, node.start_byte, end, document)
        inside = _between(comments, node.start_byte, end)
        is_test = in_tests and (
            not name or bool(_IS_TEST_NAME.match(name)) or b"@Test" in data[node.start_byte :][:200]
        )
        found.append(
            Piece(
                path,
                language,
                _qualified(node, name, language),
                is_class,
                is_test or in_tests,
                documentation,
                code,
                () if is_class else _joined(data, inside, document),
                ()
                if is_class
                else tuple(
                    _QUOTES.sub("", item.text)
                    for item in _between(strings, node.start_byte, end)
                    if item.end - item.start > 18 and (item.start, item.end) != document
                ),
                tuple(dict.fromkeys(c.text for c in _between(calls, node.start_byte, end)))
                if is_test
                else (),
            )
        )
    return found


def clean(comment: str) -> str:
    """A comment or docstring without its marks."""
    if comment[:1] in "\"'rRbBuUfF`":
        text = comment.strip()
        text = re.sub(r"^[rRbBuUfF]{0,2}(\"{3}|'{3}|\"|')", "", text)
        return re.sub(r"(\"{3}|'{3}|\"|')$", "", text)
    return _MARKS.sub("", _END.sub("", comment))


def _texts(data: bytes, nodes: list[Node]) -> list[_Text]:
    found = [
        _Text(n.start_byte, n.end_byte, data[n.start_byte : n.end_byte].decode("utf-8", "replace"))
        for n in nodes
    ]
    found.sort()
    return found


def _between(texts: list[_Text], start: int, end: int) -> list[_Text]:
    first = bisect_right(texts, (start, 0, ""))
    last = first
    while last < len(texts) and texts[last].end <= end:
        last += 1
    return texts[first:last]


def _name(node: Node) -> str:
    """The name of a definition, empty if it has none."""
    if node.type == "assignment_expression":
        return _assigned(node.child_by_field_name("left"))
    if node.type == "type_declaration":
        inner = next((c for c in node.named_children if c.type == "type_spec"), None)
        return _text(inner.child_by_field_name("name")) if inner else ""
    named = node.child_by_field_name("name") or node.child_by_field_name("key")
    if named is not None:
        return _text(named).strip("\"'")
    at = node.child_by_field_name("declarator")
    while at is not None and at.child_by_field_name("declarator") is not None:
        at = at.child_by_field_name("declarator")
    if at is not None and at.type == "reference_declarator":
        at = at.named_children[0] if at.named_children else None
        at = at.child_by_field_name("declarator") if at is not None else None
    return _text(at).replace("::", ".")[:80] if at is not None else ""


def _assigned(left: Node | None) -> str:
    """The name that an assignment gives: `a.prototype.b`, `exports.c`, `d`."""
    parts = _text(left).replace("prototype.", "").split(".")
    return ".".join(part for part in parts if part not in ("exports", "module", "this", "self"))[
        :80
    ]


def _qualified(node: Node, name: str, language: str) -> str:
    parts = [name] if name else []
    if language == "go" and node.type == "method_declaration":
        receiver = re.findall(r"\w+", _text(node.child_by_field_name("receiver")))
        parts += [word for word in receiver[1:2] or receiver[:1] if word]
    at = node.parent
    while at is not None:
        if at.type in CONTAINERS:
            outer = at.child_by_field_name("name") or at.child_by_field_name("type")
            words = re.findall(r"\w+", _text(outer))
            parts += words[:1]
        at = at.parent
    return ".".join(reversed(parts))


def _text(node: Node | None) -> str:
    return node.text.decode("utf-8", "replace") if node is not None and node.text else ""


def _documentation(
    data: bytes, node: Node, language: str, comments: list[_Text]
) -> tuple[str, tuple[int, int]]:
    """The documentation of a definition, and its place where that lies inside its code."""
    if language == "python":
        body = node.child_by_field_name("body")
        first = body.named_children[0] if body is not None and body.named_children else None
        if first is not None and first.type == "expression_statement" and first.named_children:
            first = first.named_children[0]
        if first is not None and first.type == "string":
            return clean(_text(first)), (first.start_byte, first.end_byte)
    while node.parent is not None and node.parent.type in WRAPPERS:
        node = node.parent
    start = data.rfind(b"\n", 0, node.start_byte) + 1
    at = bisect_right(comments, (start, 0, ""))
    found: list[str] = []
    while at > 0:
        between = data[comments[at - 1].end : start].strip()
        if len(data[comments[at - 1].end : start]) > 600 or (
            between and not (between.startswith((b"#[", b"@", b"[")) and not found)
        ):
            break
        if data[comments[at - 1].end : start].count(b"\n") > 1 and not between:
            break
        line = data.rfind(b"\n", 0, comments[at - 1].start) + 1
        if data[line : comments[at - 1].start].strip():
            break
        at -= 1
        start = line
        found.append(comments[at].text)
    return clean("\n".join(reversed(found))), (0, 0)


def _without(data: bytes, start: int, end: int, hole: tuple[int, int]) -> str:
    if hole[1] > start and hole[0] < end:
        return (data[start : hole[0]] + data[hole[1] : end]).decode("utf-8", "replace")
    return data[start:end].decode("utf-8", "replace")


def _joined(data: bytes, comments: list[_Text], document: tuple[int, int]) -> tuple[str, ...]:
    """Comments inside a function; lines that follow each other are one comment."""
    found: list[str] = []
    last = -1
    for item in comments:
        if document[0] <= item.start < document[1]:
            continue
        if (
            found
            and last >= 0
            and data[last : item.start].count(b"\n") == 1
            and not data[last : item.start].strip()
        ):
            found[-1] += " " + clean(item.text).strip()
        else:
            found.append(clean(item.text).strip())
        last = item.end
    return tuple(text for text in found if text.count(" ") >= 2)
