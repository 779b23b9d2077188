"""Labels of loops and statements are names of the function that they stand in."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from harness import check_definition, check_references


@pytest.mark.parametrize("jump", ["continue wa<|>lk", "break wa<|>lk"])
def test_of_java(jump: str) -> None:
    check_definition(
        f"""
        //- A.java
        class A {{
          void other() {{ walk: for (;;) {{ break walk; }} }}
          void f(int walk) {{
            walk: for (;;) {{
              for (int i = 0; i < walk; i++) {{ {jump}; }}
            }}
          }}
        }}
        """,
        """
        A.java:4      walk: for (;;) {  definition
                      ^^^^
        """,
    )


@pytest.mark.parametrize("jump", ["continue wa<|>lk", "break wa<|>lk"])
@pytest.mark.parametrize("ending", ["js", "ts"])
def test_of_scripts(ending: str, jump: str) -> None:
    check_definition(
        f"""
        //- a.{ending}
        function other() {{ walk: for (;;) {{ break walk; }} }}
        function f(walk) {{
          walk: for (;;) {{
            for (const each of walk) {{ {jump}; }}
          }}
        }}
        """,
        f"""
        a.{ending}:3    walk: for (;;) {{  definition
                  ^^^^
        """,
    )


def test_of_rust() -> None:
    check_references(
        """
        //- src/lib.rs
        fn f(walk: u32) {
            'wa<|>lk: loop {
                'inner: for _ in 0..walk { continue 'inner; }
                'last: while true { break 'walk; }
                let x = 'block: { break 'block 1; };
                if walk > 1 { continue 'walk; }
            }
        }
        fn other() { 'walk: loop { break 'walk; } }
        """,
        snapshot("""\
src/lib.rs:2      'walk: loop {                           definition
                   ^^^^
src/lib.rs:4          'last: while true { break 'walk; }  read
                                                 ^^^^
src/lib.rs:6          if walk > 1 { continue 'walk; }     read
                                              ^^^^
"""),
    )


@pytest.mark.parametrize("jump", ["continue wa<|>lk", "break wa<|>lk", "goto wa<|>lk"])
def test_of_go(jump: str) -> None:
    check_definition(
        f"""
        //- a.go
        package m
        func other() {{
        walk:
            for {{ break walk }}
        }}
        func f() {{
        walk:
            for walk := range 3 {{
                if walk > 1 {{ {jump} }}
            }}
        }}
        """,
        """
        a.go:7  walk:  definition
                ^^^^
        """,
    )


def test_of_c() -> None:
    check_references(
        """
        //- a.c
        int f(int n) {
          if (n) { goto do<|>ne; }
        done:
          return done(n);
        }
        """,
        snapshot("""\
a.c:2    if (n) { goto done; }  read
                       ^^^^
a.c:3  done:                    definition
       ^^^^
"""),
    )
