"""C++: pointers to members, members that are seen through `operator->`, friends, and enumerators
that are names around."""

from __future__ import annotations

import pytest

from fixture_language import parse_fixture
from harness import ask

_TYPES = """\
//- a.h
namespace lib {
struct Item {
int n; Item next() const; };
struct Box { Item item; Item get() const; Item* link; };
enum class Kind {
Alpha, Beta };
class Base {
friend Item extract(const Base& base) { return base.item_; }
Item item_; };
template <typename T> struct Holder {
T value;
T* operator->() { return &value; }
T get() { return this->value; }
Holder(T v); };
template <typename T> Holder(T*) -> Holder<T>;
template <typename T> concept Has = requires(T given) { given.n; };
}
//- main.cc
#include "a.h"
"""


@pytest.mark.parametrize(
    ("use", "line"),
    [
        ("auto m = &lib::Box::item; (box.*m).<|>n;", 3),
        ("auto m = &lib::Box::item; (link->*m).<|>n;", 3),
        ("lib::Item lib::Box::*m = &lib::Box::item; (box.*m).<|>n;", 3),
        ("auto m = &lib::Box::get; (box.*m)().<|>n;", 3),
        ("auto m = &lib::Box::get; (link->*m)().<|>n;", 3),
        ("lib::Item (lib::Box::*m)() const = &lib::Box::get; (box.*m)().<|>n;", 3),
        ("auto m = &lib::Box::item; box.*<|>m;", 19),
        ("(box.*given).<|>n;", 3),
    ],
)
def test_pointers_to_members_point_at_what_the_members_are(use: str, line: int) -> None:
    assert _definition(
        f"void f(lib::Box box, lib::Box* link, lib::Item lib::Box::*given) {{ {use} }}"
    ) == [line]


@pytest.mark.parametrize(
    ("use", "line"),
    [
        ("using enum lib::Kind; return <|>Alpha;", 6),
        ("using enum lib::<|>Kind; return Alpha;", 5),
        ("using enum lib::Kind; <|>Beta; return lib::Kind::Alpha;", 6),
        ("using lib::Kind; using enum Kind; return <|>Kind::Alpha;", 5),
        ("using lib::Kind; using enum Kind; return Kind::<|>Alpha;", 6),
        ("using lib::Kind; using Kind::Beta; return <|>Beta;", 6),
    ],
)
def test_enumerators_that_are_names_around(use: str, line: int) -> None:
    assert _definition(f"lib::Kind f(lib::Kind kind) {{ {use} }}") == [line]


@pytest.mark.parametrize(
    ("use", "line"),
    [
        ("<|>extract(base);", 8),
        ("extract(base).<|>n;", 3),
    ],
)
def test_friends_that_are_defined_in_a_class_are_found_by_their_arguments(
    use: str, line: int
) -> None:
    assert _definition(f"void f(const lib::Base& base) {{ {use} }}") == [line]


def test_this_is_no_pointer_in_a_classs_clothes() -> None:
    code = _TYPES.replace("this->value", "this-><|>value")
    assert _asked(code) == [11]


def test_what_a_template_deduces_declares_nothing() -> None:
    assert _definition("lib::<|>Holder<int> one(1);") == [10]
    assert _asked(_TYPES.replace(" Holder(T*) ->", " <|>Holder(T*) ->")) == [10]


def test_what_a_requirement_is_about() -> None:
    assert _asked(_TYPES.replace("{ given.n;", "{ <|>given.n;")) == [16]


@pytest.mark.parametrize(
    ("use", "line"),
    [
        ("<|>log(1);", 7),
        ('<|>log("a");', 3),
        ("<|>log(1.0, 2.0);", 8),
        ("<|>held.n;", 4),
        ("held.<|>n;", 1),
        ("<|>seen(1);", 5),
    ],
)
def test_members_that_a_class_takes_in_from_its_base(use: str, line: int) -> None:
    code = f"""\
//- a.cc
struct Item {{ int n; }};
template <class T> struct Base {{ void log(int value);
void log(const char* text);
T held;
void seen(int value) {{}}
}}; struct Mid : Base<Item> {{ using Base<Item>::log; using Base<Item>::held; using Base<Item>::Base; using Base<Item>::seen;
void log(int value);
void log(double one, double other); }};
void f(Mid mid) {{ mid.{use} }}
"""
    fixture = parse_fixture(code)
    results = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert [each["line"] + 1 for each in results] == [line]


def _definition(code: str) -> list[int]:
    """The lines, from one, to which the cursor leads; those of the second file go on."""
    return _asked(_TYPES + code)


def _asked(code: str) -> list[int]:
    fixture = parse_fixture(code)
    results = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    ahead = {"a.h": 1, "main.cc": 18}
    return [each["line"] + ahead[each["path"]] for each in results]
