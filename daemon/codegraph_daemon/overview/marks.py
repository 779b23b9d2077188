"""Why a symbol may be needed though nothing uses it, as far as its own file tells.

Belongs here: in which order that is looked for, and how declarations are read. Stays out: what a
language says (`languages.needs`), who uses what (`declared`, `dead`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..facts import CONSTRUCTOR_NAME, EXPORTS_NAME, Facts, Flag, Kind, as_module
from ..languages.needs import Needs
from ..resolve.links import Links
from .outside import of_outside_traits


@as_module
class Mark:
    """Why a symbol may be needed though nothing uses it; the first that fits."""

    NONE = 0
    ENTRY = 1
    """A program begins there: `main`, `init`."""
    PROTOCOL = 2
    """The language calls it: a constructor, `__len__`."""
    REGISTERED = 3
    """A decorator, an attribute or an annotation may make it known to somebody."""
    LISTED = 4
    """A list of exports has it."""
    TEST = 5
    """A test."""
    OUTSIDE = 6
    """It is a member of a trait or an interface that lies outside of the workspace."""
    WITHIN = 7
    """It is no more than a part of what it is in: a local function, a member of an object."""


TYPES_WITH_MEMBERS: Final = frozenset((Kind.CLASS, Kind.ENUM, Kind.EXTENSION))
"""Kinds of what has members that may be needed or not, each by itself."""
_BEHIND: Final = 400
"""Bytes from the name of a member on that may say that it overrides another."""
_DECORATOR: Final = re.compile(rb"@([\w.]+)|#!?\[\s*([\w:]+)|\[\[\s*([\w:]+)")


class Marks:
    """Why symbols of one file may be needed though nothing uses them."""

    def __init__(self, text: bytes, facts: Facts, links: Links, needs: Needs) -> None:
        self._text, self._facts, self._needs = text, facts, needs
        self._names, self._kinds = facts.names, facts.symbol_kind
        rows = facts.bindings_of(0, EXPORTS_NAME)
        self._listed = {facts.bind_a[row] for row in rows}
        self._apart = frozenset(of_outside_traits(facts, links, any_type=needs.traits_apart))
        self._apart_ranges = list(needs.apart(text))

    def of(self, symbol: int) -> int:
        facts, kinds, needs = self._facts, self._kinds, self._needs
        kind, container = kinds[symbol], facts.symbol_container[symbol]
        flags = facts.symbol_flags[symbol]
        name = self._names[facts.symbol_name[symbol]]
        if kind == Kind.CONSTRUCTOR or facts.bound_as(symbol) == CONSTRUCTOR_NAME:
            return Mark.PROTOCOL
        if needs.called(name):
            return Mark.PROTOCOL
        if kind in (Kind.EXTENSION, Kind.NAMESPACE, Kind.FIELD, Kind.ENUM_MEMBER):
            return Mark.WITHIN
        if flags & (Flag.LOCAL | Flag.DECLARATION | Flag.OVERLOAD | Flag.INSTANCE):
            return Mark.WITHIN
        if container and kinds[container] not in (*TYPES_WITH_MEMBERS, Kind.NAMESPACE):
            return Mark.WITHIN
        if name in (needs.entries_inside if container else needs.entries):
            return Mark.ENTRY
        if needs.test_modules and self._is_in_tests(symbol):
            return Mark.WITHIN
        if self._apart_ranges and self._lies_apart(symbol):
            return Mark.WITHIN if needs.adds_apart else Mark.OUTSIDE
        if facts.symbol_scope[symbol] in self._apart:
            return Mark.OUTSIDE
        if kind == Kind.METHOD and needs.asked_for(name):
            return Mark.OUTSIDE
        if self._says_it_overrides(symbol):
            return Mark.OUTSIDE
        if self._is_registered(symbol):
            return Mark.REGISTERED
        if kind == Kind.VARIABLE and self._is_of_a_loop(symbol):
            return Mark.WITHIN
        if not container and facts.symbol_name[symbol] in self._listed:
            return Mark.LISTED
        is_test = needs.tests is not None and needs.tests.match(name) is not None
        if is_test and kind in (Kind.FUNCTION, Kind.METHOD, Kind.CLASS):
            return Mark.TEST
        return Mark.WITHIN if needs.markup and not container else Mark.NONE

    def _is_in_tests(self, symbol: int) -> bool:
        """Whether it lies in a module that is compiled for tests alone."""
        containers, names = self._facts.symbol_container, self._facts.symbol_name
        while symbol := containers[symbol]:
            if self._names[names[symbol]] in self._needs.test_modules:
                return True
        return False

    def _lies_apart(self, symbol: int) -> bool:
        return any(
            start <= site.start < end
            for site in self._facts.sites(symbol)
            for start, end in self._apart_ranges
        )

    def _says_it_overrides(self, symbol: int) -> bool:
        said = self._needs.overrides
        if said is None:
            return False
        text = self._text
        for site in self._facts.sites(symbol):
            start = text.rfind(b"\n", 0, site.start) + 1
            end = min(site.end, site.name + _BEHIND) if self._needs.overrides_behind else site.name
            above = b"\n".join(_marked_above(text, start))
            if said.search(above + text[min(start, site.start) : end]):
                return True
        return False

    def _is_of_a_loop(self, symbol: int) -> bool:
        """Whether a loop gives a variable its value: it is there for the others beside it."""
        text = self._text
        for site in self._facts.sites(symbol):
            start = text.rfind(b"\n", 0, site.name) + 1
            if text[start : site.name].lstrip().startswith((b"for ", b"for(", b"with ")):
                return True
        return False

    def _is_registered(self, symbol: int) -> bool:
        text = self._text
        for site in self._facts.sites(symbol):
            start = text.rfind(b"\n", 0, site.start) + 1
            head = text[min(start, site.start) : site.name]
            above = b"\n".join(_marked_above(text, start))
            found = _DECORATOR.findall(above + b"\n" + head) if head or above else ()
            if found and self._needs.kept and self._needs.kept.search(above + head):
                return True
            for parts in found:
                spelled = b"".join(parts).decode("ascii", "replace").replace("::", ".")
                name = spelled.rpartition(".")[2]
                if name not in self._needs.idle:
                    return True
        return False


def _marked_above(text: bytes, start: int) -> Iterator[bytes]:
    """The lines with decorators or attributes right above a place, the nearest first."""
    while start > 0:
        before = text.rfind(b"\n", 0, start - 1) + 1
        line = text[before:start].strip()
        if line.endswith((b"}", b";")):
            # A whole member on one line, with what stands before it.
            return
        if line.startswith((b"@", b"#[", b"#![", b"[[")):
            yield line
        elif not line.startswith((b"//", b"/*", b"*", b"#")):
            return
        start = before
