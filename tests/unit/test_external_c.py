"""Names of C and C++ that lead out of the workspace: into headers of the system."""

from __future__ import annotations

import textwrap

import pytest

from fixture_language import parse_fixture
from harness import Index, in_index

HEADERS = textwrap.dedent("""
    //- ../include/stdio.h
    #include <bits/file.h>
    #define EOF (-1)
    extern int printf (const char *__restrict __format, ...);
    //- ../include/bits/file.h
    typedef struct _IO_FILE FILE;
    struct _IO_FILE { int flags; };
    extern int fileno (FILE *__stream) __THROW __attribute_pure__ __nonnull ((1)) __wur;
    //- ../include/unasked.h
    int unasked(void);
    //- shop.h
    #include <stdio.h>
    """)


@pytest.mark.parametrize("main", ["main.c", "main.cc"])
@pytest.mark.parametrize(
    ("code", "leads_to"),
    [
        ('#include <stdio.h>\nvoid f() { prin<|>tf("a"); }', "include/stdio.h:3"),
        ('#include "shop.h"\nvoid f() { prin<|>tf("a"); }', "include/stdio.h:3"),
        ('#include "shop.h"\nint a = EO<|>F;', "include/stdio.h:2"),
        ('#include "shop.h"\nvoid f(FI<|>LE *a) {}', "include/bits/file.h:1"),
        ('#include "shop.h"\nint f(FILE *a) { return fil<|>eno(a); }', "include/bits/file.h:3"),
        ("void f() { una<|>sked(); }", ""),
        ('int printf(int);\n#include "shop.h"\nvoid f() { prin<|>tf(1); }', "tree/MAIN:1"),
    ],
)
def test_headers(code: str, leads_to: str, main: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fixture = parse_fixture(HEADERS + f"//- {main}\n{code}\n")

    async def run(index: Index) -> list[str]:
        beside = index.root.parent
        monkeypatch.setenv("CPATH", str(beside / "include"))
        await index.show(fixture.files)
        answer = await index.ask("definition", fixture.target())
        return [
            f"{(index.root / result['path']).relative_to(beside)}:{result['line'] + 1}"
            for result in answer["results"]
        ]

    expected = leads_to.replace("MAIN", main)
    assert in_index(run, external_use="on") == ([expected] if expected else [])
