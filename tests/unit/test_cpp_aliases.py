"""C++: other names of classes, as bases and before `::`."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from harness import check_definition

_LIBRARY = """
        //- a.h
        class Text { public: int size(); };
        template <class K, class V> class Map {
         public:
          static Map make();
          V &at(K key);
        };
        typedef Map<int, Text> Plain;
        class Props : public Plain { void go(); };
"""


@pytest.mark.parametrize("use", ["plain.at(1).si<|>ze();", "props.at(1).si<|>ze();"])
def test_another_name_of_a_template_is_what_it_stands_for(use: str) -> None:
    check_definition(
        f"""{_LIBRARY}
        //- main.cc
        #include "a.h"
        void f(Plain &plain, Props &props) {{ {use} }}
        """,
        "a.h:1  class Text { public: int size(); };  definition (inferred)\n"
        "                                ^^^^\n",
    )


@pytest.mark.parametrize("use", ["Plain::a<|>t(1);", "a<|>t(1);"])
def test_a_class_has_the_members_of_what_the_name_of_its_base_stands_for(use: str) -> None:
    check_definition(
        f"""{_LIBRARY}
        //- main.cc
        #include "a.h"
        void Props::go() {{ {use} }}
        """,
        snapshot("""\
a.h:5    V &at(K key);  definition
            ^^
"""),
    )
