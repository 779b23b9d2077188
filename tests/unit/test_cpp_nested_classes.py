"""C++: classes in classes, defined outside of them as their members are."""

from __future__ import annotations

import pytest

from harness import check_definition

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
