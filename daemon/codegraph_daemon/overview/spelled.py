"""Names in texts that no link explains: what strings spell, and what files say that are not code.

Whatever is spelled so may be looked up by its name while a program runs: `getattr`, a table of
handlers, a template, a configuration file. Belongs here: finding such names in one text. Stays out:
what they keep (`dead`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from ..facts import announced_hash
from ..languages.needs import Needs

LOOKED_INTO: Final = (
    *(".html", ".htm", ".jinja", ".jinja2", ".j2", ".tmpl", ".gotmpl", ".hbs", ".mustache", ".ejs"),
    *(".json", ".json5", ".xml", ".gradle", ".cmake", ".proto", ".graphql", ".env.example", ".mdx"),
)
"""How files end that are in no index and may name code."""
LOOKED_INTO_WHOLE: Final = frozenset(("Procfile", "BUILD", "BUILD.bazel"))
"""Files of that kind by their whole names."""
_STRING: Final = re.compile(rb"[\"'`]([A-Za-z_$][\w.:#$-]{1,200})[\"'`]")
_PATH: Final = re.compile(rb"[\"'`][\w./@-]+/([\w-]+(?:\.\w+)?[:#][A-Za-z_][\w.]*)[\"'`]")
_WORD: Final = re.compile(rb"[A-Za-z_$][\w$]+")
_DOTTED: Final = re.compile(rb"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_PART: Final = re.compile(rb"[A-Za-z_$][\w$]*")
_SCRIPT: Final = re.compile(rb"<script\b[^>]*>.*?</script>|\A---.*?^---", re.DOTALL | re.MULTILINE)
_MADE: Final = re.compile(
    # A string that begins or ends a name of which the rest is put in: "visit_" +, f"on_{x}".
    rb"[\"'`]([A-Za-z]\w*_)(?:[\"'`]\s*(?:\+|%|\.format|,)|\{|\$\{|%s)"
    rb"|(?:\}|%s)(_\w*[A-Za-z0-9])[\"'`]"
)
_LOOKS_UP: Final = re.compile(
    rb"\b(?:getattr|hasattr|globals|methodcaller|import_module)\b|\[[`\"']"
)
_LEAST_MADE: Final = 3


class Spelled(NamedTuple):
    """What one text spells beside what it means."""

    names: frozenset[int]
    """Hashes (`announced_hash`) of names."""
    modules: frozenset[int]
    """Hashes of dotted names with two parts or more, which may be those of modules."""
    made: frozenset[str]
    """`begin*` or `*end` of names that are put together."""


NOTHING: Final = Spelled(frozenset(), frozenset(), frozenset())


def in_code(text: bytes, needs: Needs | None) -> Spelled:
    """What strings of a source file spell; `needs` if its language says what is needed."""
    found = {each.replace(b":", b".") for each in _STRING.findall(text)}
    found.update(each.replace(b":", b".") for each in _PATH.findall(text))
    if needs is not None and needs.markup:
        found.update(_WORD.findall(_SCRIPT.sub(b"", text)))
    if needs is not None and needs.macro is not None:
        for begun in needs.macro.finditer(text):
            end = needs.macro_end(text, begun.end())
            found.update(_WORD.findall(text, begun.end(), end))
    made: set[str] = set()
    if _LOOKS_UP.search(text):
        for begin, end in _MADE.findall(text):
            part = (begin or end).decode()
            if len(part) >= _LEAST_MADE:
                made.add(f"{part}*" if begin else f"*{part}")
    return _of(found, made)


def in_other(text: bytes) -> Spelled:
    """What a file spells that is no code: a template, a configuration file."""
    return _of({*_WORD.findall(text), *_DOTTED.findall(text)}, ())


def together(some: Iterable[Spelled]) -> Spelled:
    """What several texts spell."""
    names, modules, made = set[int](), set[int](), set[str]()
    for each in some:
        names |= each.names
        modules |= each.modules
        made |= each.made
    return Spelled(frozenset(names), frozenset(modules), frozenset(made))


def _of(found: Iterable[bytes], made: Iterable[str]) -> Spelled:
    names: set[bytes] = set()
    modules: set[bytes] = set()
    for each in found:
        parts = _PART.findall(each)
        names.update(parts)
        if len(parts) > 1:
            modules.add(b".".join(parts))
    return Spelled(
        frozenset(announced_hash(each.decode("ascii", "replace")) for each in names),
        frozenset(announced_hash(each.decode("ascii", "replace")) for each in modules),
        frozenset(made),
    )
