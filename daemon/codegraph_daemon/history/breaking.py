"""Whether who uses a symbol from outside may have to follow a change of how it is declared.

It is judged by the declarations' own words, for neither state is indexed: whether others may use a
symbol at all, and whether every call that was right still is. Where that cannot be told by words,
a declaration that reads differently may break its users.

Belongs here: heads of declarations, and comparing two of them. Stays out: which symbols there are
(`compare`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from ..chunks.places import traits_of_path
from ..chunks.traits import Trait
from ..facts import Kind
from ..languages.registry import is_code, language_of
from ..languages.semantics import modules_of, scoping_of
from .symbol_past import Version

_MOST_HEAD: Final = 4000
"""Bytes of a head that are compared."""
_PYTHON_ENDS: Final = b":="
_ENDS: Final = b"{=;"
_NAME: Final = re.compile(r"[^\W\d]\w*")
_WORD: Final = re.compile(rb"[\w$]+")
_DEF: Final = re.compile(
    rb"(?P<before>.*?)\b(?P<async>async\s+)?def\s+\w+\s*(\[.*?\])?\s*", re.DOTALL
)
_CLASS: Final = re.compile(rb".*?\bclass\s+\w+\s*(\[.*?\])?\s*", re.DOTALL)
_QUOTED: Final = re.compile(
    rb"\"{3}.*?\"{3}|'{3}.*?'{3}|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|#[^\n]*", re.DOTALL
)
"""Texts and comments of Python, whose brackets and commas are none."""
_ANNOTATION: Final = re.compile(rb"@[\w.]+(\s*\([^()]*\))?")
_COMMENT: Final = re.compile(rb"/\*.*?\*/|//[^\n]*", re.DOTALL)
_IDLE: Final = re.compile(rb"\b(final|synchronized|inline|override|virtual|abstract|async)\b")
"""Words of a declaration that no caller has to know."""

_DOCUMENTATION: Final = re.compile(r"(^|/)docs?/")

_NAMED_FIRST: Final = frozenset(("typescript", "tsx", "javascript", "jsx", "rust"))
"""Languages whose callers do not name parameters, which are written `name: Type`."""
_NAMED_LAST: Final = frozenset(("java", "c", "cpp"))
"""The same, written `Type name`."""
_FUNCTIONS: Final = frozenset((Kind.FUNCTION, Kind.METHOD, Kind.CONSTRUCTOR, Kind.PROPERTY))
_VALUES: Final = frozenset((Kind.VARIABLE, Kind.CONSTANT, Kind.FIELD, Kind.PROPERTY))


class _Parameter(NamedTuple):
    """One parameter of a function of Python."""

    name: bytes
    stars: int
    optional: bool


def is_public(path: str, version: Version) -> bool:
    """Whether others may use a symbol, as far as its names, its file and its declaration tell."""
    if version.local or version.kind == Kind.SECTION or not is_code(path):
        return False
    if traits_of_path(path) & (Trait.TEST | Trait.EXAMPLE) or _DOCUMENTATION.search(path):
        return False
    steps = version.qualified.split(".")
    if not all(_NAME.match(step) for step in steps) or any(map(_is_private, steps)):
        return False
    modules = modules_of(path)
    says: Callable[[str], bool] | None = getattr(modules, "is_public", None)  # See `Visible`.
    if says is None and not scoping_of(modules).by_name:
        return all(modules.is_exported(step) or step.startswith("__") for step in steps)
    declared = head(path, version.text)
    if b"private" in _WORD.findall(declared):
        return False
    # What stands in a trait or an interface, or implements one, has no word for it.
    return says is None or len(steps) > 1 or says(declared.decode("utf-8", "replace"))


def _is_private(step: str) -> bool:
    return step.startswith(("_", "#")) and not (step.startswith("__") and step.endswith("__"))


def declared_otherwise(path: str, before: Version, after: Version) -> bool:
    """Whether what was right before a change of a declaration may be wrong after it."""
    python = language_of(path) == "python"
    kinds = {before.kind, after.kind}
    if len(kinds) > 1 and not kinds <= _VALUES and not (python and kinds <= _FUNCTIONS):
        return True
    if python:
        return _python_breaks(after.kind, _unquoted(before.text), _unquoted(after.text))
    old, new = _plain(path, before), _plain(path, after)
    if old == new:
        return False
    was, now = _split(path, old), _split(path, new)
    if was is None or now is None or was[0] != now[0]:
        return True
    more = now[1][len(was[1]) :]
    return now[1][: len(was[1])] != was[1] or not all(b"?" in each or b"=" in each for each in more)


def head(path: str, text: bytes) -> bytes:
    """How a symbol is declared: its text up to where a body or a value begins; where nothing tells,
    its first line."""
    ends = _PYTHON_ENDS if language_of(path) == "python" else _ENDS
    depth = 0
    for at, byte in enumerate(text[:_MOST_HEAD]):
        if byte in b"([":
            depth += 1
        elif byte in b")]":
            depth -= 1
        elif depth == 0 and byte in ends:
            return b" ".join(text[:at].split())
    return text.split(b"\n", 1)[0].strip()


# --- Python ----------------------------------------------------------------------------------


def _unquoted(text: bytes) -> bytes:
    return _QUOTED.sub(lambda each: b"" if each[0][:1] == b"#" else b"''", text[:_MOST_HEAD])


def _python_breaks(kind: int, before: bytes, after: bytes) -> bool:
    pattern = _DEF if kind in _FUNCTIONS else _CLASS
    old, new = pattern.match(before), pattern.match(after)
    if old is None or new is None or kind in _VALUES - _FUNCTIONS:
        # Of a value nothing is declared but its type, and who reads it is not held to that.
        return False
    was, now = before[old.end() :], after[new.end() :]
    if kind not in _FUNCTIONS:
        return not set(_bases(was)) <= set(_bases(now))
    return _bound(old) != _bound(new) or _calls_break(_parameters(was), _parameters(now))


def _bound(found: re.Match[bytes]) -> tuple[bool, bool, bool, bool]:
    """What decorators and `async` make of a function, as its callers see it."""
    decorators = [each.strip() for each in found["before"].split(b"@")]
    names = [re.split(rb"[^\w.]", each, maxsplit=1)[0] for each in decorators]
    return (
        found["async"] is not None,
        any(b"property" in name for name in names),
        b"staticmethod" in names,
        b"classmethod" in names,
    )


def _bases(text: bytes) -> Iterator[bytes]:
    if text.startswith(b"("):
        for each in _inside(text):
            if b"=" not in each:
                yield each.split(b"[")[0].strip()


def _parameters(text: bytes) -> list[_Parameter]:
    found: list[_Parameter] = []
    for each in _inside(text):
        stars = len(each) - len(each.lstrip(b"*"))
        declared, optional, _ = _until(each.lstrip(b"*"), b"=")
        name, _, _ = _until(declared, b":")
        found.append(_Parameter(name.strip(), stars, optional))
    return found


def _calls_break(before: list[_Parameter], after: list[_Parameter]) -> bool:
    """Whether a call that fits these parameters may not fit those."""
    was_plain, was_named, was_args, was_kwargs = _sorted(before)
    is_plain, is_named, is_args, is_kwargs = _sorted(after)
    if (was_args and not is_args) or (was_kwargs and not is_kwargs):
        return True
    for at, parameter in enumerate(was_plain):
        if at >= len(is_plain):
            # It may only be passed by its name any more.
            return True
        there = is_plain[at]
        # The first one of a method is whatever it is called on.
        if there.name != parameter.name and not (at == 0 and parameter.name in (b"self", b"cls")):
            return True
        if parameter.optional and not there.optional:
            return True
    known = {each.name: each for each in (*is_plain, *is_named)}
    for parameter in was_named:
        kept = known.get(parameter.name)
        if kept is None and not is_kwargs:
            return True
        if kept is not None and parameter.optional and not kept.optional:
            return True
    # What stands in the place of an earlier one was looked at.
    old = {each.name for each in (*was_plain, *was_named)}
    added = (*is_plain[len(was_plain) :], *is_named)
    return any(each.name not in old and not each.optional for each in added)


def _sorted(
    parameters: list[_Parameter],
) -> tuple[list[_Parameter], list[_Parameter], bool, bool]:
    """Those that may be given by place, those by name alone, and whether there are `*` and `**`."""
    plain: list[_Parameter] = []
    named: list[_Parameter] = []
    starred = several = keywords = False
    for each in parameters:
        if each.stars == 2:
            keywords = True
        elif each.stars == 1:
            starred, several = True, bool(each.name)
        elif each.name != b"/":
            (named if starred else plain).append(each)
    return plain, named, several, keywords


# --- Words -----------------------------------------------------------------------------------


def _plain(path: str, version: Version) -> bytes:
    """A head without what no caller has to know."""
    text = head(path, _COMMENT.sub(b"", version.text[:_MOST_HEAD]))
    return b" ".join(_IDLE.sub(b"", _ANNOTATION.sub(b"", text)).split())


def _split(path: str, text: bytes) -> tuple[bytes, list[bytes]] | None:
    """A head without its parameters, and these without names where no caller names them."""
    at = text.find(b"(")
    if at < 0:
        return None
    inside = list(_inside(text[at:]))
    language = language_of(path)
    if language in _NAMED_FIRST:
        inside = [_without_first(each) for each in inside]
    elif language in _NAMED_LAST:
        inside = [_without_last(each) for each in inside]
    return text[:at] + b"()" + _behind(text[at:]), inside


def _without_first(parameter: bytes) -> bytes:
    name, typed, kind = _until(parameter, b":")
    mark = b"?" if name.rstrip().endswith(b"?") else b""
    return mark + kind.strip() if typed else parameter


def _without_last(parameter: bytes) -> bytes:
    declared, valued, _ = _until(parameter, b"=")
    words = list(_WORD.finditer(declared))
    if len(words) > 1:
        declared = declared[: words[-1].start()] + declared[words[-1].end() :]
    return declared.strip() + (b"=" if valued else b"")


def _until(text: bytes, end: bytes) -> tuple[bytes, bool, bytes]:
    """What stands before a sign outside of brackets, whether it is there, and what follows."""
    depth = 0
    for at in range(len(text)):
        byte = text[at : at + 1]
        if byte in b"([{":
            depth += 1
        elif byte in b")]}":
            depth -= 1
        elif byte == end and depth == 0:
            return text[:at], True, text[at + 1 :]
    return text, False, b""


def _inside(text: bytes) -> Iterator[bytes]:
    """The parts between commas in the brackets with which a text begins."""
    depth = start = 0
    for at in range(len(text)):
        byte = text[at : at + 1]
        if byte in b"([{":
            depth += 1
            start = at + 1 if depth == 1 else start
        elif byte in b")]}":
            depth -= 1
        if depth == 0 or (depth == 1 and byte == b","):
            if part := b" ".join(text[start:at].split()):
                yield part
            start = at + 1
            if depth == 0:
                return


def _behind(text: bytes) -> bytes:
    """What follows the brackets with which a text begins."""
    depth = 0
    for at in range(len(text)):
        byte = text[at : at + 1]
        depth += (byte in b"([{") - (byte in b")]}")
        if depth == 0:
            return text[at + 1 :].strip()
    return b""
