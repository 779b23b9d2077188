"""C++: templates and what is said of them for some arguments."""

from __future__ import annotations

import pytest

from harness import check_definition, check_references

HEADER = """
//- m.h
namespace a {
template <typename T> class Matcher { public: void go(); };
template <> class Matcher<int> { public: void stop(); };
template <typename T> class Matcher<T*> {};
}
"""


@pytest.mark.parametrize(
    "use",
    ["a::Mat<|>cher<float> m;", "using namespace a; Mat<|>cher<float> m;"],
)
def test_a_use_of_a_template_means_the_template(use: str) -> None:
    check_definition(
        f'{HEADER}//- main.cc\n#include "m.h"\n{use}\n',
        "m.h:2  template <typename T> class Matcher { public: void go(); };  definition\n"
        "                                   ^^^^^^^\n",
    )


def test_a_specialization_is_defined_where_it_stands() -> None:
    check_definition(
        """
        //- m.h
        template <typename T> class Matcher {};
        template <> class Mat<|>cher<int> {};
        Matcher<float> m;
        """,
        "m.h:2  template <> class Matcher<int> {};  definition\n                         ^^^^^^^\n",
    )


def test_what_is_only_declared_leaves_its_specializations_to_be_meant() -> None:
    check_definition(
        """
        //- m.h
        template <typename T> struct convert;
        template <> struct convert<int> {};
        con<|>vert<int> m;
        """,
        "m.h:1  template <typename T> struct convert;  definition\n"
        "                                    ^^^^^^^\n"
        "m.h:2  template <> struct convert<int> {};    definition\n"
        "                          ^^^^^^^\n",
    )


def test_uses_of_a_template_are_none_of_its_specializations() -> None:
    check_references(
        """
        //- m.h
        template <typename T> class Matcher {};
        template <> class Mat<|>cher<int> {};
        Matcher<float> m;
        """,
        "m.h:2  template <> class Matcher<int> {};  definition\n                         ^^^^^^^\n",
    )
