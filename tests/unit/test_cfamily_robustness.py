"""C and C++ that is broken, cut off or deeply nested: every text has facts, and soon."""

from __future__ import annotations

import pytest

from codegraph_daemon.facts import Facts
from codegraph_daemon.languages.c.parse import facts_of as facts_of_c
from codegraph_daemon.languages.cpp.parse import facts_of as facts_of_cpp

_SOURCE = b"""\
#ifndef A_H
#define A_H
#include "b.h"
#define TWICE(x) ((x) * 2) /* twice */ \\
  + LIMIT
#ifdef __cplusplus
extern "C" {
#endif
typedef struct node { struct node *next; union { int a; char b[4]; } u; } node_t;
EXPORT_API static int f(const char *s, int (*run)(void *), ...) {
#if defined(X) && Y > 2
  if (s) {
#else
  if (!s) {
#endif
    goto done;
  }
  for (int i = 0; i < 3; i++) { node_t n = { .next = 0, .u = { .a = i } }; use(&n)->u.a++; }
done:
  return TWICE(run(s)) ? (int) sizeof(node_t) : -1;
}
enum { A, B = 2,
#include "more.def"
};
#ifdef __cplusplus
}
#endif
namespace lib { template <class T, int N = 3> class Box final : public Base<T>, Other {
 public:
  explicit Box(int n) : Base<T>(n), n_{n} {}
  virtual ~Box() = default; T& operator[](int i) const; friend class Friend;
  auto g() -> decltype(n_) { return [this, &x = n_](auto y) { return y + x; }(1); }
  enum class Color : int { kRed }; using Item = T; static constexpr int kMax = 1;
  int n_ GUARDED_BY(mu_);
}; }
template <> int lib::Box<int>::operator[](int i) const { for (auto& [a, b] : m) { a->b.c(); } }
"""


@pytest.mark.parametrize("facts_of", [facts_of_c, facts_of_cpp])
def test_every_beginning_of_a_file_has_facts(facts_of: object) -> None:
    for length in range(0, len(_SOURCE), 17):
        assert Facts(facts_of(_SOURCE[:length])).text_length == length  # type: ignore[operator]


@pytest.mark.parametrize("facts_of", [facts_of_c, facts_of_cpp])
def test_every_hole_in_a_file_leaves_facts(facts_of: object) -> None:
    for start in range(0, len(_SOURCE), 41):
        text = _SOURCE[:start] + _SOURCE[start + 60 :]
        assert Facts(facts_of(text)).text_length == len(text)  # type: ignore[operator]


def test_what_stands_after_broken_code_is_still_listed() -> None:
    facts = Facts(
        facts_of_cpp(b"class A { int x; void f( };\n)))\nint after(int n) { return n; }\n")
    )
    assert "after" in [facts.names[name] for name in facts.symbol_name]


@pytest.mark.parametrize(
    "text",
    [
        b"X" * 300_000,
        b"int " + b"X" * 100_000 + b"x ) y;",
        b"class " + b"X" * 100_000 + b" A {};",
        b"#if A\n" * 2000 + b"int x;\n" + b"#endif\n" * 2000,
        b"#define A(x) x\n" * 5000,
        b"int t[] = {\n" + b"#include <a.h>\n1,\n" * 2000 + b"};\n",
        b"int f() { return " + b"(" * 3000 + b"1" + b")" * 3000 + b"; }\n",
        b"namespace a { " * 500 + b"}" * 500,
        b"a<" * 3000,
        b"\xff\xfe int caf\xc3\xa9;\n",
        b"/*" * 5000,
    ],
    ids=[
        "capitals",
        "mixed",
        "class",
        "ifs",
        "macros",
        "list",
        "parentheses",
        "namespaces",
        "templates",
        "bytes",
        "comments",
    ],
)
def test_texts_that_could_take_forever_do_not(text: bytes) -> None:
    source = text.decode("utf-8", "replace").encode()
    for facts_of in (facts_of_c, facts_of_cpp):
        assert Facts(facts_of(source)).text_length == len(source)
