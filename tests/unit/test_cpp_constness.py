"""C++: of two members that differ in `const` alone an object has the one for what it is."""

from __future__ import annotations

import pytest

from fixture_language import parse_fixture
from harness import ask

_NODES = """\
//- node.h
struct Node {
const Node* first() const;
Node* first();
const Node& part() const; Node& part();
int operator[](int at) const;
int& operator[](int at);
int only() const;
template <class T> T* as() const;
Node* named(int at);
Node* named(const char* name) const;
};
struct Box { Node part, many[2]; Node* link; const Node* fixed; static const Node shared; };
struct Nodes { Node* begin(); Node* end(); };
const Node* found();
Node& given();
//- main.cc
#include "node.h"
"""
_PARAMETERS = (
    "const Node* c, Node* p, const Node& r, Node& m, Node const& e, Node* const o, Box b, "
    "const Box& cb, Nodes& all, std::unique_ptr<Node>& held, const std::unique_ptr<Node>& lent, "
    "const std::vector<Node*>& links, std::vector<std::unique_ptr<Node>>& owned"
)
_FOR_CONSTANTS, _FOR_OTHERS = [2], [3]


@pytest.mark.parametrize(
    "use",
    [
        "c->fi<|>rst();",
        "r.fi<|>rst();",
        "e.fi<|>rst();",
        "(*c).fi<|>rst();",
        "c[1].fi<|>rst();",
        "c->first()->fi<|>rst();",
        "r.part().fi<|>rst();",
        "found()->fi<|>rst();",
        "const Node* local = p; local->fi<|>rst();",
        "const Node local; local.fi<|>rst();",
        "const auto& local = m; local.fi<|>rst();",
        "const auto* local = p; local->fi<|>rst();",
        "b.fixed->fi<|>rst();",
        "cb.part.fi<|>rst();",
        "Box::shared.fi<|>rst();",
        "for (const auto& each : all) each.fi<|>rst();",
        "for (const Node& each : all) each.fi<|>rst();",
    ],
)
def test_a_constant_object_has_the_member_for_constants(use: str) -> None:
    assert _definition(use) == _FOR_CONSTANTS


@pytest.mark.parametrize(
    "use",
    [
        "p->fi<|>rst();",
        "m.fi<|>rst();",
        "o->fi<|>rst();",
        "(*p).fi<|>rst();",
        "p->first()->fi<|>rst();",
        "m.part().fi<|>rst();",
        "given().fi<|>rst();",
        "Node().fi<|>rst();",
        "Node local; local.fi<|>rst();",
        "Node many[3]; many[1].fi<|>rst();",
        "b.part.fi<|>rst();",
        "b.link->fi<|>rst();",
        "cb.link->fi<|>rst();",
        "for (Node& each : all) each.fi<|>rst();",
    ],
)
def test_another_has_the_one_for_others(use: str) -> None:
    assert _definition(use) == _FOR_OTHERS


@pytest.mark.parametrize(
    ("use", "lines"),
    [
        ("c[0] <|>[1];", []),
        ("r <|>[1];", [5]),
        ("m <|>[1];", [6]),
        ("m.on<|>ly();", [7]),
        ("c->on<|>ly();", [7]),
        ("m.na<|>med(1);", [9]),
        ('m.na<|>med("a");', [10]),
    ],
)
def test_operators_and_members_without_a_pair(use: str, lines: list[int]) -> None:
    assert _definition(use) == (lines or [5])


@pytest.mark.parametrize(
    ("member", "line"),
    [
        ("void Box::look() const { at<|>(); }", 3),
        ("void Box::change() { at<|>(); }", 4),
        ("void Box::look() const { [&] { at<|>(); }(); }", 3),
        ("void Box::look() const { at()->at<|>(); }", 3),
        ("void Box::change() { at()->at<|>(); }", 4),
        ("void Box::look() const { part.at<|>(); }", 3),
        ("void Box::change() { part.at<|>(); }", 4),
        ("void Box::look() const { link->at<|>(); }", 4),
        ("void Box::change() { if (true) { at<|>(); } } void Box::look() const { at(); }", 4),
        ("void Box::look() const { at(); } void Box::change() { at<|>(); }", 4),
    ],
)
def test_in_a_method_the_object_is_what_the_method_is_for(member: str, line: int) -> None:
    fixture = parse_fixture(
        f"""\
//- box.cc
struct Node {{
#define NOTHING
const Node* at() const;
Node* at(); }};
struct Box : Node {{ void look() const; void change(); Node part; Node* link; }};
{member}
"""
    )
    results = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert [each["line"] + 1 for each in results] == [line]


@pytest.mark.parametrize(
    "use",
    [
        "held->fi<|>rst();",
        "lent->fi<|>rst();",
        "auto* local = p; local->fi<|>rst();",
        "const auto local = p; local->fi<|>rst();",
        "for (const auto& each : links) each->fi<|>rst();",
        "for (const auto& each : owned) each->fi<|>rst();",
        "const_cast<const Node*>(p)->fi<|>rst();",
    ],
)
def test_where_it_is_not_known_both_are_meant(use: str) -> None:
    assert _definition(use) == _FOR_CONSTANTS + _FOR_OTHERS


def _definition(use: str) -> list[int]:
    """The lines of the header, from one, to which the cursor leads."""
    fixture = parse_fixture(f"{_NODES}void f({_PARAMETERS}) {{ {use} }}")
    results = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    return [each["line"] + 1 for each in results if each["path"] == "node.h"]
