"""C++: classes in classes, defined outside of them as their members are."""

from __future__ import annotations

import pytest

from fixture_language import parse_fixture
from harness import ask, check_definition

HEADER = """
//- p.h
namespace re {
class Filter { public: class Info; static int helper(); };
}
//- p.cc
#include "p.h"
namespace re {
class Filter::Info { public: static Info* star(Info* a); class Part; };
class Filter::Info::Part { void go(); };
"""


INFO = """\
p.cc:3  class Filter::Info { public: static Info* star(Info* a); class Part; };  definition
                      ^^^^
"""
STAR = """\
p.cc:3  class Filter::Info { public: static Info* star(Info* a); class Part; };  definition
                                                  ^^^^
"""
HELPER = """\
p.h:2  class Filter { public: class Info; static int helper(); };  definition
                                                     ^^^^^^
"""


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        ("Filter::Info* Filter::Info::star(In<|>fo* a) { return a; }", INFO),
        ("Filter::Info* Filter::Info::star(Info* a) { hel<|>per(); }", HELPER),
        ("void Filter::Info::Part::go() { hel<|>per(); }", HELPER),
        ("void Filter::Info::Part::go() { st<|>ar(0); }", STAR),
    ],
)
def test_members_of_a_class_in_a_class_see_what_is_around_it(use: str, expected: str) -> None:
    check_definition(f"{HEADER}{use}\n}}\n", expected)


@pytest.mark.parametrize(
    "use",
    [
        "int T::File::Priv::Meta::render() { return da<|>ta.size(); }",
        "int f(T::File::Priv::Meta& meta) { return meta.da<|>ta.size(); }",
    ],
)
def test_a_class_in_a_class_that_lies_outside_of_its_own(use: str) -> None:
    """All of it stands outside: the namespace, the class in it, and what is declared in that."""
    fixture = parse_fixture(
        f"""\
//- a.h
namespace T {{ class File {{ class Priv; Priv* d; }}; }}
//- a.cc
#include "a.h"
struct List {{ int size(); }};
class T::File::Priv {{ public: class Meta; class Other; }};
class T::File::Priv::Other {{ public: List data; }};
class T::File::Priv::Meta {{ public:
List data; int render(); }};
{use}
"""
    )
    results = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert [(each["path"], each["line"] + 1) for each in results] == [("a.cc", 6)]
