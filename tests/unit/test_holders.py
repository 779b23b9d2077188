"""What links say of the definitions that hold occurrences is what the facts say of them."""

from __future__ import annotations

import pytest

from codegraph_daemon.facts import Facts
from codegraph_daemon.resolve.described import Symbol, described, holders_of
from codegraph_daemon.resolve.links import Columns, Links, pack_links
from codegraph_daemon.workers.parse import parser_of

_PYTHON = """
from typing import overload
class Outer:
    class Inner:
        @property
        def size(self): return len(self)
        @size.setter
        def size(self, value): ...
    @overload
    def get(self, key: int) -> int: ...
    @overload
    def get(self, key: str) -> str: ...
    def get(self, key):
        def näher(): return key
        return näher
def twice(): ...
def twice(): ...
"""

_JAVA = """
package p;
class Shape {
    Shape() {}
    void draw(int times, String... names) { new Runnable() { public void run() { draw(1); } }; }
    void draw(java.util.List<String> names) {}
}
"""

_DEEP = (
    "class " + ":\n{}class ".join(f"Level{'x' * 60}{n}" for n in range(8)) + ":\n{}def f(): ...\n"
)


def _indented(text: str) -> str:
    parts = text.split("{}")
    return "".join(" " * n + part for n, part in enumerate(parts))


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("python", _PYTHON),
        ("python", _indented(_DEEP)),
        ("python", ""),
        ("python", "# ä\nx = f()"),
        ("java", _JAVA),
        ("typescript", "namespace N { export class C { get a() { return 1 } set a(v) {} } }"),
        ("typescript", "export const o = { m() { return 1 }, 'a.b'() {}, ['c' + 1]() {} }\n"),
        ("typescript", "class C { '\\ud800'() { this.m() } m() {} }"),
    ],
)
def test_what_links_say_of_holders_is_what_facts_say(language: str, source: str) -> None:
    facts = Facts(parser_of(language).facts_of(source.encode()))
    owners = list(dict.fromkeys([0, *facts.scope_owner]))
    holders = Links(_packed(facts, owners)).holders
    assert [holders.symbol(number) for number in range(len(owners))] == _described(facts, owners)
    assert list(holders.qualified) == [facts.qualified(owner) for owner in owners]


def _described(facts: Facts, symbols: list[int]) -> list[Symbol]:
    return [described(facts, symbol) for symbol in symbols]


def _packed(facts: Facts, owners: list[int]) -> bytes:
    holders = holders_of(facts, owners, facts.line_start.tolist())
    return pack_links(bytes(16), Columns([], [0], [], [], [], [], [], holders))
