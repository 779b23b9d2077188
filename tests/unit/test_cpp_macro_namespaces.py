"""C++: namespaces that macros open, whose users do not say where what they define stands."""

from __future__ import annotations

import pytest

from harness import check_definition

LIBRARY = """
//- base.h
#define LIB_BEGIN \\
  namespace lib { \\
  inline namespace v2 {
#define LIB_END } }
LIB_BEGIN
template <typename T> struct buffer { void push_back(T t); };
namespace detail { struct state {}; }
LIB_END
//- more.h
#include "base.h"
LIB_BEGIN
struct memory { void append(int); };
inline void print(memory& m) { m.append(1); }
LIB_END
"""


@pytest.mark.parametrize(
    ("use", "line", "name"),
    [
        ("void f() { lib::pri<|>nt(1); }", 4, "print"),
        ("using lib::memory; mem<|>ory m;", 3, "memory"),
        ("namespace other = lib; other::mem<|>ory m;", 3, "memory"),
        ("namespace mine { using namespace lib; mem<|>ory m; }", 3, "memory"),
        ("void f(lib::memory m) { m.app<|>end(1); }", 3, "append"),
    ],
)
def test_a_namespace_that_a_macro_opens_has_what_stands_between_its_uses(
    use: str, line: int, name: str
) -> None:
    source = LIBRARY.split("//- more.h\n")[1].split("\n")[line - 1]
    inferred = " (inferred)" if name == "append" else ""
    check_definition(
        f'{LIBRARY}//- main.cc\n#include "more.h"\n{use}\n',
        f"more.h:{line}  {source}  definition{inferred}\n"
        + " " * (len("more.h:1  ") + source.index(f"{name}{'(' if line == 4 else ''}"))
        + "^" * len(name),
    )
