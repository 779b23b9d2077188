"""Why a symbol may be needed though nothing uses it, as far as its own file tells.

Belongs here: names that the language or a program calls, decorators, attributes and annotations.
Stays out: who uses what (`declared`, `dead`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..facts import CONSTRUCTOR_NAME, EXPORTS_NAME, Facts, Flag, Kind, as_module
from ..resolve.links import Links
from .outside import of_outside_traits
from .spelled import end_of_brackets

ECMASCRIPT: Final = frozenset(("typescript", "tsx", "javascript", "vue", "svelte", "astro"))
_MARKUP: Final = frozenset(("vue", "svelte", "astro"))


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
_PURE: Final = frozenset(
    (
        *("staticmethod", "classmethod", "property", "cached_property", "abstractmethod"),
        *("override", "overload", "final", "lru_cache", "cache", "wraps", "contextmanager"),
        *("asynccontextmanager", "dataclass", "total_ordering", "singledispatch", "setter"),
        *("getter", "deleter", "deprecated", "no_type_check", "runtime_checkable", "frozen"),
        *("define", "attrs", "unique", "classproperty", "abstractproperty", "cachedproperty"),
        *("Deprecated", "SuppressWarnings", "Nullable", "NonNull", "NotNull", "SafeVarargs"),
        *("FunctionalInterface", "VisibleForTesting", "CanIgnoreReturnValue", "Override"),
        *("CheckReturnValue", "Documented", "Immutable", "ThreadSafe", "GuardedBy"),
        *("derive", "inline", "cfg", "cfg_attr", "must_use", "doc", "non_exhaustive", "repr"),
        *("track_caller", "cold", "warn", "deny", "forbid", "expect", "rustfmt", "clippy"),
        *("nodiscard", "maybe_unused", "noreturn"),
    )
)
"""Decorators, attributes and annotations that make nothing known to anybody."""
_DECORATOR: Final = re.compile(rb"@([\w.]+)|#!?\[\s*([\w:]+)|\[\[\s*([\w:]+)")
_RUST_ALLOWED: Final = re.compile(rb"allow\s*\([^)]*(?:dead_code|unused)")
_SERIALISED: Final = frozenset(
    (
        *("serialVersionUID", "serialPersistentFields", "readObject", "writeObject"),
        *("readObjectNoData", "readResolve", "writeReplace", "readExternal", "writeExternal"),
    )
)
"""What the library of Java looks for in classes."""
_OVERRIDES: Final = {
    "java": re.compile(rb"@Override\b"),
    "cpp": re.compile(rb"\)[^;{]*\boverride\b"),
}
"""Where a member says that it overrides another, which may be told apart by its types alone."""
_AUGMENTED: Final = re.compile(rb"\bdeclare\s+(?:module\s+[\"'][^\"']+[\"']|global)\s*(?=\{)")
_CONDITION: Final = re.compile(rb"^[ \t]*#[ \t]*(if|ifdef|ifndef|endif)\b[ \t]*(\w*)", re.MULTILINE)
_TEST_NAME: Final = re.compile(r"(?:test|Test|Benchmark|Example|Fuzz)(?![a-z])|pytest_")
_SETUP: Final = frozenset(
    (
        *("setUp", "tearDown", "setUpClass", "tearDownClass", "setUpTestData", "setUpModule"),
        *("tearDownModule", "setup", "teardown", "setup_method", "teardown_method"),
        *("setup_class", "teardown_class", "setup_module", "teardown_module", "load_tests"),
    )
)


class Marks:
    """Why symbols of one file may be needed though nothing uses them."""

    def __init__(self, text: bytes, facts: Facts, links: Links, language: str) -> None:
        self._text, self._facts, self._language = text, facts, language
        self._names, self._kinds = facts.names, facts.symbol_kind
        rows = facts.bindings_of(0, EXPORTS_NAME)
        self._listed = {facts.bind_a[row] for row in rows}
        self._apart = frozenset(of_outside_traits(facts, links, language))
        self._is_markup = language in _MARKUP
        self._apart_ranges = list(_ranges_apart(text, language))

    def of(self, symbol: int) -> int:
        facts, kinds = self._facts, self._kinds
        kind, container = kinds[symbol], facts.symbol_container[symbol]
        flags = facts.symbol_flags[symbol]
        name = self._names[facts.symbol_name[symbol]]
        if kind == Kind.CONSTRUCTOR or facts.bound_as(symbol) == CONSTRUCTOR_NAME:
            return Mark.PROTOCOL
        if name.startswith("__") and name.endswith("__") and self._language == "python":
            return Mark.PROTOCOL
        if kind in (Kind.EXTENSION, Kind.NAMESPACE, Kind.FIELD, Kind.ENUM_MEMBER):
            return Mark.WITHIN
        if flags & (Flag.LOCAL | Flag.DECLARATION | Flag.OVERLOAD | Flag.INSTANCE):
            return Mark.WITHIN
        if container and kinds[container] not in (*TYPES_WITH_MEMBERS, Kind.NAMESPACE):
            return Mark.WITHIN
        if not container and (name in ("main", "_") or (self._language == "go" and name == "init")):
            return Mark.ENTRY
        if self._language == "java" and name in _SERIALISED:
            return Mark.PROTOCOL
        if self._language == "rust" and self._is_in_tests(symbol):
            return Mark.WITHIN
        if self._apart_ranges and self._lies_apart(symbol):
            return Mark.WITHIN if self._language in ECMASCRIPT else Mark.OUTSIDE
        if name == "constructor" and self._language in ECMASCRIPT:
            return Mark.PROTOCOL
        if name == "main" and self._language == "java":
            return Mark.ENTRY
        if facts.symbol_scope[symbol] in self._apart:
            return Mark.OUTSIDE
        if self._language == "go" and kind == Kind.METHOD and name[:1].isupper():
            # An interface of another package may ask for it.
            return Mark.OUTSIDE
        if self._says_it_overrides(symbol):
            return Mark.OUTSIDE
        if self._is_registered(symbol):
            return Mark.REGISTERED
        if kind == Kind.VARIABLE and self._is_of_a_loop(symbol):
            return Mark.WITHIN
        if not container and facts.symbol_name[symbol] in self._listed:
            return Mark.LISTED
        if _TEST_NAME.match(name) or name in _SETUP:
            is_test = kind in (Kind.FUNCTION, Kind.METHOD, Kind.CLASS)
            return Mark.TEST if is_test and self._language in ("python", "go", "java") else 0
        return Mark.WITHIN if self._is_markup and not container else Mark.NONE

    def _is_in_tests(self, symbol: int) -> bool:
        """Whether it lies in a module that is compiled for tests alone, by its usual name."""
        containers, names = self._facts.symbol_container, self._facts.symbol_name
        while symbol := containers[symbol]:
            if self._names[names[symbol]] in ("tests", "test"):
                return True
        return False

    def _lies_apart(self, symbol: int) -> bool:
        return any(
            start <= site.start < end
            for site in self._facts.sites(symbol)
            for start, end in self._apart_ranges
        )

    def _says_it_overrides(self, symbol: int) -> bool:
        said = _OVERRIDES.get(self._language)
        if said is None:
            return False
        text = self._text
        for site in self._facts.sites(symbol):
            start = text.rfind(b"\n", 0, site.start) + 1
            end = min(site.end, site.name + 400) if self._language == "cpp" else site.name
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
            for parts in found:
                spelled = b"".join(parts).decode("ascii", "replace").replace("::", ".")
                name = spelled.rpartition(".")[2]
                if name == "allow" and not _RUST_ALLOWED.search(above + head):
                    continue
                if name not in _PURE:
                    return True
        return False


def _ranges_apart(text: bytes, language: str) -> Iterator[tuple[int, int]]:
    """Where stands what other platforms need, or what adds to modules of others."""
    if language in ECMASCRIPT:
        for found in _AUGMENTED.finditer(text):
            yield found.start(), end_of_brackets(text, found.end())
    elif language in ("c", "cpp"):
        begun: list[int] = []
        for found in _CONDITION.finditer(text):
            if found[1] != b"endif":
                guards = b"define " + found[2] in text[found.end() : found.end() + 80]
                begun.append(-1 if found[1] == b"ifndef" and guards else found.start())
            elif begun and (start := begun.pop()) >= 0:
                yield start, found.end()


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
