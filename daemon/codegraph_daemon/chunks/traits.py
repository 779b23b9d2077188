"""What a file is, as far as its own text and facts tell: a test, generated, a list of re-exports.

Where it lies may tell more, and is no part of its content (`places`).
"""

from __future__ import annotations

import re
from typing import Final

from codegraph_daemon.facts import UNLISTED, Bind, Expr, Facts, Flag, Kind, as_module

from ..languages.registry import all_languages
from .comments import PROSE_LANGUAGES


@as_module
class Trait:
    """Bits of what a file is."""

    TEST = 1
    """It tests something."""
    EXAMPLE = 2
    """It shows how something is used, or measures how fast it is."""
    VENDORED = 4
    """It was taken over from another project."""
    GENERATED = 8
    """A program wrote it."""
    REEXPORTS = 16
    """It defines nothing and passes on what its neighbours define."""
    DOCUMENT = 32
    """It is prose."""
    DECLARES = 64
    """It says what there is, and others define it: a header of C, for the most part."""
    CONFIGURES = 128
    """It sets how something is built, checked or run."""


SETTINGS: Final = frozenset(each.id for each in all_languages() if each.settings)
"""Languages whose files configure something."""

_GENERATED: Final = re.compile(
    rb"@generated|\bgenerated (?:by|from|code|file)|(?:auto|automatically)[ -]?generated"
    rb"|do not (?:edit|modify)(?: by hand| manually|\b)",
    re.IGNORECASE,
)
_HEAD: Final = 1500
"""Bytes in which a file says that a program wrote it."""

_FRAMEWORKS: Final = frozenset(
    (
        *("pytest", "unittest", "testing", "junit", "vitest", "jest", "mocha", "chai", "ava"),
        *("node:test", "@jest/globals", "@playwright/test", "gtest/gtest.h", "gmock/gmock.h"),
        *("catch2", "minitest", "rspec", "PHPUnit", "xunit", "NUnit.Framework", "XCTest"),
    )
)
_FRAMEWORK_ROOTS: Final = ("org.junit", "org.testng", "github.com/stretchr/testify", "unittest.")
_DESCRIBING: Final = (frozenset(("describe", "it", "expect")), frozenset(("test", "expect")))
"""What a test calls where its framework is not imported."""
_CALLABLES: Final = frozenset((Kind.FUNCTION, Kind.METHOD))
_SMALL: Final = frozenset((Kind.VARIABLE, Kind.CONSTANT, Kind.TYPE_ALIAS))
"""Kinds of what a file that passes on many names may define beside them: its version, an alias."""
_TAKES: Final = frozenset((Bind.IMPORT_FROM, Bind.IMPORT_MODULE, Bind.WILDCARD))
_MANY_TAKEN: Final = 10
"""Names that a file takes in for each that it defines, and its bytes for each of definitions, if
passing them on is what it is there for."""


def traits_of(text: bytes, facts: Facts, language: str) -> int:
    """The traits of a file by its content."""
    found = 0
    if language in PROSE_LANGUAGES:
        found |= Trait.DOCUMENT
    if language in SETTINGS:
        found |= Trait.CONFIGURES
    if _GENERATED.search(text, 0, _HEAD):
        found |= Trait.GENERATED
    if is_test(facts):
        found |= Trait.TEST
    if _only_declares(facts):
        found |= Trait.DECLARES
    if not found and _only_reexports(text, facts):
        found |= Trait.REEXPORTS
    return found


def is_test(facts: Facts) -> bool:
    """Whether a good part of its functions are named as tests are, with a framework in sight."""
    names, kinds, name_of = facts.names, facts.symbol_kind.tolist(), facts.symbol_name
    spelled = frozenset(names)
    if any(called <= spelled for called in _DESCRIBING):
        return True
    callables = [symbol for symbol, kind in enumerate(kinds) if kind in _CALLABLES]
    tests = sum(names[name_of[symbol]][:4].lower() == "test" for symbol in callables)
    if tests * 3 < len(callables) or not tests:
        return False
    return (
        tests > 1
        or not _FRAMEWORKS.isdisjoint(spelled)
        or any(name.startswith(_FRAMEWORK_ROOTS) for name in names)
    )


def _only_declares(facts: Facts) -> bool:
    kinds, flags = facts.symbol_kind, facts.symbol_flags
    callables = [symbol for symbol, kind in enumerate(kinds) if kind in _CALLABLES]
    declared = sum(bool(flags[symbol] & Flag.DECLARATION) for symbol in callables)
    return declared > 0 and declared * 10 >= len(callables) * 8


def _only_reexports(text: bytes, facts: Facts) -> bool:
    if not _defines_little(text, facts):
        return False
    names = facts.names
    modules = [
        (names[a], b)
        for kind, a, b in zip(facts.expr_kind, facts.expr_a, facts.expr_b, strict=True)
        if kind == Expr.MODULE
    ]
    # What comes from far away has no other file here that would be the better answer.
    near = sum(
        bool(level) or spec.startswith((".", "crate", "super", "self")) for spec, level in modules
    )
    return near * 2 > len(modules)


def _defines_little(text: bytes, facts: Facts) -> bool:
    """Whether it defines nothing, or next to nothing beside the many names that it takes in."""
    own = [
        symbol for symbol, kind in enumerate(facts.symbol_kind) if symbol and kind not in UNLISTED
    ]
    if not own:
        return True
    taken = sum(kind in _TAKES for kind in facts.bind_kind)
    if len(own) * _MANY_TAKEN > taken or any(facts.symbol_kind[each] not in _SMALL for each in own):
        return False
    size = sum(site.end - site.start for each in own for site in facts.sites(each))
    return size * _MANY_TAKEN <= len(text)
