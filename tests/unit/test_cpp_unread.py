"""C and C++ that the grammars do not read as it is written: it hides nothing that stands around."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from harness import ask, check_definition, check_references

_HEAD = """
#if __has_include(<version>)
#include <version>
#endif
namespace outer {
namespace inner {
template <typename T>
class Box {
 public:
"""
_TAIL = """
  int last() const;
};
}  // namespace inner
int behind();
}  // namespace outer
"""


@pytest.mark.parametrize(
    "member",
    [
        "int one() { return count(typename T::value_type(), typename T::size_type{0}); }",
        "template <typename U, when<is<U, T>>* = nullptr>\n  int one(const U& given) { return 1; }",
        "template <typename U, typename when<is<U>::value>::type = 0>\n"
        "  Box(const U& given) : a(given) {}\n  int one();",
        "int one(Kind<true> first = {}, Kind<i == j> second = {}) {\n"
        '    static_assert(first(i) == second(j), "text");\n    return 1;\n  }',
        "T* one() const {\n    check();\n    return &operator*();\n  }",
        "static auto one() -> void (Box::*)() { return &Box::q; }",
        "int Box::* one;",
        "void one(T* t) { t->~Box<T, T>(); }",
        "enum : int { one };",
        "int one(T* t) { return &(t->*part) + (this->*(part.f))(t, 1); }",
        'int one() { return check(throw error(""), error, ""); }',
        "static_assert(is<Box<Any<void()>>, Box<Any<void()>>>);\n  int one();",
        "int one() {\n    if (is<T>::value && same<T, std::list<T>>) {\n      return 1;\n    }\n  }",
        "static constexpr bool one = noexcept(MADE_OF(T&&)(MADE_OF(T const&).next()));",
        "typename when<sizeof(T) >= 4>::type\n  one(T value) { return value < 0 ? ~value : value; }",
        "int one() {\n    TRY_TO_ASSIGN(const T& made, make(1));\n    return made.n;\n  }",
        'int one() { return print("%" FORMAT, sizeof(T)) + print("a" FORMAT "b", 1); }',
        "INLINE Box(T&& other) noexcept(is<T>)\n      : one_(other || !other ? 1 : 2) {}\n  int one();",
        "INLINE ~Box() {}\n  INLINE operator bool() const { return true; }\n  int one();",
        "Box(T* t)\n      LOCKED(t)\n      : t_(t) {}\n  int one();",
        "ACCESSIBLE_IF_TESTED:\n  /* Says it. */\n  void one() noexcept\n  {\n"
        "    CHECK(t != nullptr);\n    switch (t->kind)\n    {\n      case 1: break;\n    }\n  }",
        "int one(T* nullable const t, char* nullable* nonnull u) { return 1; }",
        "void one(T value)\n      BOUND\n#if LANG >= 20\n    requires(!is<T>::value)\n#endif\n"
        "  {\n    send(value);\n  }",
        "int one() {\n    if ALWAYS (sizeof(T) != 1) return 1;\n    return 2;\n  }",
    ],
)
def test_what_stands_around_is_where_it_is(member: str) -> None:
    text = _HEAD + "  " + member + _TAIL
    (outer,) = ask({"a.hpp": text}, [], "outline", {"path": "a.hpp"})["results"]
    assert [each["name"] for each in outer["children"]] == ["inner", "behind"]
    (box,) = outer["children"][0]["children"]
    assert box["name"] == "Box"
    names = [each["name"] for each in box["children"]]
    names += [each["name"] for one in box["children"] for each in one.get("children", ())]
    assert "one" in names
    assert "last" in names


@pytest.mark.parametrize(
    "head",
    [
        "class\n#if WIDE\n    alignas(16)\n#endif\n        Box",
        "class __unusual Box : virtual public Base",
        "struct Box",
    ],
)
def test_a_class_whose_head_is_cut_is_found(head: str) -> None:
    text = f"namespace outer {{\n{head} {{\n public:\n  int one;\n}};\n}}\nint last();\n"
    found = ask({"a.cc": text}, [], "outline", {"path": "a.cc"})["results"]
    assert [each["name"] for each in found] == ["outer", "last"]
    (box,) = found[0]["children"]
    assert [each["name"] for each in box["children"]] == ["one"]


def test_a_header_of_which_only_cpp_sees_anything_is_cpp() -> None:
    text = """
#ifndef A_H_
#define A_H_
#include <stdint.h>
#if defined(__cplusplus)
namespace outer {
inline int one() { return 1; }
}  // namespace outer
#endif
#endif
"""
    (outer,) = ask({"a.h": text}, [], "outline", {"path": "a.h"})["results"][1:]
    assert [each["name"] for each in outer["children"]] == ["one"]


def test_what_a_macro_declares_and_is_given_is_a_variable() -> None:
    check_definition(
        """
        //- a.cc
        struct Part { int size; };
        Part make(int n);
        int one() {
          TRY_TO_ASSIGN(Part made, make(1));
          return made.si<|>ze;
        }
        """,
        snapshot("""\
a.cc:1  struct Part { int size; };  definition (inferred)
                          ^^^^
"""),
    )


def test_an_operator_that_is_called_by_its_name_is_found() -> None:
    check_definition(
        """
        //- a.cc
        struct Iterator {
          int& operator*() const;
          int* get() const { return &oper<|>ator*(); }
        };
        """,
        snapshot("""\
a.cc:2    int& operator*() const;  definition
               ^^^^^^^^^
"""),
    )


def test_a_macro_among_members_declares_nothing() -> None:
    check_definition(
        """
        //- a.cc
        #define NOT_COPIED(Type) Type(const Type&) = delete
        struct Box {
          NOT_COP<|>IED(Box);
          Box(int size);
        };
        """,
        snapshot("""\
a.cc:1  #define NOT_COPIED(Type) Type(const Type&) = delete  definition
                ^^^^^^^^^^
"""),
    )


def test_a_parameter_of_a_class_template_that_is_called_is_that_parameter() -> None:
    check_references(
        """
        //- a.cc
        template <typename Ch<|>ar>
        struct Fill {
          Char data = Char(0);
          Char made() { return Char(1); }
        };
        """,
        snapshot("""\
a.cc:1  template <typename Char>           definition
                           ^^^^
a.cc:3    Char data = Char(0);             type
          ^^^^
a.cc:3    Char data = Char(0);             call
                      ^^^^
a.cc:4    Char made() { return Char(1); }  type
          ^^^^
a.cc:4    Char made() { return Char(1); }  call
                               ^^^^
"""),
    )


@pytest.mark.parametrize(
    "said",
    [
        "explicit Box(int size);",
        "Box *same() { return static_cast<Box *>(this); }",
        "int size() const override;",
    ],
)
def test_a_header_says_by_what_is_in_a_structure_that_it_is_cpp(said: str) -> None:
    text = f"struct Box {{ {said} }};\nstruct Crate {{ Box box; }};\n"
    asked = {"path": "a.h", "line": 1, "column": 15}
    (found,) = ask({"a.h": text}, [], "definition", asked)["results"]
    assert (found["name"], found["line"]) == ("Box", 0)


def test_a_structure_with_a_base_is_cpp() -> None:
    text = "struct Box {};\nstruct Crate : Box { Box *other; };\n"
    asked = {"path": "a.h", "line": 1, "column": 22}
    (found,) = ask({"a.h": text}, [], "definition", asked)["results"]
    assert (found["name"], found["line"]) == ("Box", 0)


def test_a_structure_with_fields_of_bits_is_not() -> None:
    text = "struct crate { int new : 3; };\n"
    (crate,) = ask({"a.h": text}, [], "outline", {"path": "a.h"})["results"]
    assert [each["name"] for each in crate["children"]] == ["new"]
