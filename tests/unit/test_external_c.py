"""Names of C and C++ that lead out of the workspace: into headers of the system."""

from __future__ import annotations

import textwrap

import pytest

from codegraph_daemon.languages.registry import language_of
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
    //- ../include/time.h
    #define NULL ((void *)0)
    struct tm *gmtime (struct tm *when);
    #include <bits/struct_tm.h>
    //- ../include/stdint.h
    typedef unsigned char __uint8_t;
    typedef __uint8_t uint8_t;
    //- ../include/bits/struct_tm.h
    struct tm
    {
      int tm_sec;
    };
    //- shop.h
    #include <stdio.h>
    """)


STRUCTURE = "include/bits/struct_tm.h"

LIBRARY = textwrap.dedent("""
    //- ../c++/12/vector
    #include <bits/stl_vector.h>
    #include <bits/move.h>
    //- ../c++/12/bits/forward.h
    namespace std {
      template<typename _Tp> class vector;
      template<typename _Tp> class basic_string;
      typedef basic_string<char> string;
    }
    //- ../c++/12/bits/stl_vector.h
    #include <bits/forward.h>
    namespace std _GLIBCXX_VISIBILITY(default)
    {
    _GLIBCXX_BEGIN_NAMESPACE_VERSION
      template<typename _Tp>
        class vector
        {
        public:
          _GLIBCXX20_CONSTEXPR
          void
          push_back(const _Tp& __x);
        };
    _GLIBCXX_END_NAMESPACE_VERSION
    }
    //- ../c++/12/bits/move.h
    namespace std {
      template<typename _Tp>
        constexpr _Tp&&
        move(_Tp& __t) noexcept
        { return static_cast<_Tp&&>(__t); }
      namespace chrono { inline namespace _V2 { struct clock { static int now(); }; } }
    }
    //- ../c++/12/string
    #include <bits/forward.h>
    namespace std {
    _GLIBCXX_BEGIN_NAMESPACE_CXX11
      template<typename _Tp>
        class basic_string
        {
        public:
          int
          length() const noexcept { return 0; }
        };
    _GLIBCXX_END_NAMESPACE_CXX11
    }
    """)


@pytest.mark.parametrize(
    ("code", "leads_to"),
    [
        ("std::vec<|>tor<int> v;", "bits/stl_vector.h:6"),
        ("void f(std::vector<int> v) { v.push<|>_back(1); }", "bits/stl_vector.h:11"),
        ("void f(int a) { std::mo<|>ve(a); }", "bits/move.h:4"),
        ("using std::mo<|>ve;", "bits/move.h:4"),
        ("using namespace std;\nvec<|>tor<int> v;", "bits/stl_vector.h:6"),
        ("std::str<|>ing s;", "bits/forward.h:4"),
        ("void f(std::string s) { s.len<|>gth(); }", "string:9"),
        ("int f() { return std::chrono::clo<|>ck::now(); }", "bits/move.h:6"),
        ("int f() { return std::chrono::clock::no<|>w(); }", "bits/move.h:6"),
        ("vec<|>tor<int> v;", ""),
    ],
)
def test_the_library_of_cpp(code: str, leads_to: str, monkeypatch: pytest.MonkeyPatch) -> None:
    main = f"//- main.cc\n#include <vector>\n#include <string>\n{code}\n"
    fixture = parse_fixture(LIBRARY + main)

    async def run(index: Index) -> list[str]:
        library = index.root.parent / "c++/12"
        monkeypatch.setenv("CPATH", str(library))
        await index.show(fixture.files)
        answer = await index.ask("definition", fixture.target())
        return [
            f"{(index.root / result['path']).relative_to(library)}:{result['line'] + 1}"
            for result in answer["results"]
        ]

    assert in_index(run, external_use="on") == ([leads_to] if leads_to else [])


C_IN_CPP = textwrap.dedent("""
    //- ../include/stdint.h
    typedef unsigned char uint8_t;
    //- ../include/string.h
    extern void *memcpy (void *to, const void *from, unsigned long count);
    //- ../c++/12/cstdint
    #include <bits/c++config.h>
    #include <stdint.h>
    namespace std
    {
      using ::uint8_t;
    }
    //- ../c++/12/cstring
    #include <string.h>
    namespace std
    {
      using ::memcpy;
    }
    //- ../c++/12/bits/c++config.h
    namespace std
    {
      typedef __SIZE_TYPE__ \tsize_t;
    }
    """)


@pytest.mark.parametrize(
    ("code", "leads_to"),
    [
        ("std::size<|>_t a;", "c++/12/bits/c++config.h:3"),
        ("std::uint8<|>_t a;", "include/stdint.h:1"),
        ("void f() { std::mem<|>cpy(0, 0, 0); }", "include/string.h:1"),
        ("std::un<|>known a;", ""),
    ],
)
def test_what_the_library_takes_in_from_headers_of_c(
    code: str, leads_to: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"//- main.cc\n#include <cstdint>\n#include <cstring>\n{code}\n"
    fixture = parse_fixture(C_IN_CPP + text)

    async def run(index: Index) -> list[str]:
        beside = index.root.parent
        folders = (beside / "c++" / "12", beside / "include")
        monkeypatch.setenv("CPATH", ":".join(map(str, folders)))
        await index.show(fixture.files)
        answer = await index.ask("definition", fixture.target())
        return [
            f"{(index.root / result['path']).relative_to(beside)}:{result['line'] + 1}"
            for result in answer["results"]
        ]

    assert in_index(run, external_use="on") == ([leads_to] if leads_to else [])


def test_a_header_that_includes_the_next_of_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    fixture = parse_fixture(
        """
        //- ../own/limits.h
        #include_next <limits.h>
        //- ../include/limits.h
        #define MOST 1
        //- main.c
        #include <limits.h>
        int a = MO<|>ST;
        """
    )

    async def run(index: Index) -> list[str]:
        beside = index.root.parent
        monkeypatch.setenv("CPATH", f"{beside / 'own'}:{beside / 'include'}")
        await index.show(fixture.files)
        answer = await index.ask("definition", fixture.target())
        return [str((index.root / r["path"]).relative_to(beside)) for r in answer["results"]]

    assert in_index(run, external_use="on") == ["include/limits.h"]


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("include/stdio.h", "extern int puts (const char *s);\n"),
        ("include/stdio.h", "#include <bits/later.h>\n"),
        ("include/bits/file.h", "#include <bits/later.h>\n"),
    ],
)
def test_a_header_that_comes_to_declare_a_name(
    header: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = '#include <stdio.h>\nvoid f() { pu<|>ts("a"); }'
    fixture = parse_fixture(HEADERS + f"//- main.c\n{code}\n")

    async def run(index: Index) -> list[int]:
        beside = index.root.parent
        monkeypatch.setenv("CPATH", str(beside / "include"))
        await index.show(fixture.files)
        (beside / "include/bits/later.h").write_text("extern int puts (const char *s);\n")
        first = await index.ask("definition", fixture.target())
        (beside / header).write_text(text)
        monkeypatch.setattr("codegraph_daemon.external.files._LOOK_AGAIN_SECONDS", 0.0)
        later = await index.ask("definition", fixture.target())
        return [len(answer["results"]) for answer in (first, later)]

    assert in_index(run, external_use="on") == [0, 1]


def test_headers_without_an_extension_are_only_those_of_the_library() -> None:
    assert language_of("/usr/include/c++/12/vector") == "cpp"
    assert language_of("c++/vector") is None
    assert language_of("/usr/include/vector") is None


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
        ("#include <time.h>\nint *a = NU<|>LL;", "include/time.h:1"),
        ("#include <stdint.h>\nint f(uint8<|>_t a) { return a; }", "include/stdint.h:2"),
        ("#include <stdint.h>\nint a = sizeof(uint8<|>_t);", "include/stdint.h:2"),
        ("#include <time.h>\nvoid f(int *a) { if (a != NU<|>LL) return; }", "include/time.h:1"),
        ("#include <time.h>\nvoid f(struct t<|>m *a) {}", "include/bits/struct_tm.h:1"),
        ("#include <time.h>\nint f(struct tm *a) { return a->tm_<|>sec; }", STRUCTURE + ":3"),
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
