"""The symbols that Python definitions make, and what their names are bound to.

How they are written: `python_facts`.
"""

from __future__ import annotations

from python_facts import bound, facts, sites, symbols

# Symbols


def test_kinds_and_flags() -> None:
    assert symbols(
        """
        LIMIT = 1
        count = LIMIT
        async def f(a, *b): ...
        class C:
            limit: int
            def m(self):
                self.found = self.limit = 1
            @property
            def p(self): ...
            @functools.cached_property
            def q(self): ...
            @staticmethod
            def s(): ...
            @classmethod
            def c(cls): ...
            @abc.abstractmethod
            async def a(self): ...
            def __new__(cls): ...
        type Alias = C
        Other: TypeAlias = C
        """
    ) == [
        "LIMIT. constant",
        "count. variable",
        "f(). function async",
        "C# class",
        "Alias# type_alias",
        "Other# type_alias",
        "f().(a) parameter local",
        "f().(b) parameter local",
        "C#limit. field",
        "C#m(). method",
        "C#found. field instance",
        "C#p(). property",
        "C#q(). property",
        "C#s(). method static_method",
        "C#c(). method class_method",
        "C#a(). method abstract async",
        "C#__new__(). method class_method",
        "C#m().(self) parameter local",
        "C#p().(self) parameter local",
        "C#q().(self) parameter local",
        "C#c().(cls) parameter local",
        "C#a().(self) parameter local",
        "C#__new__().(cls) parameter local",
    ]


def test_functions_make_symbols_of_their_parameters_and_definitions_alone() -> None:
    assert symbols(
        """
        def f(a):
            b = [c for c in a]
            d = lambda e: e
            import g
            for h in a: ...
            def i(j): ...
            class K:
                l = 1
        """
    ) == [
        "f(). function",
        "f().(a) parameter local",
        "f().i(). function local",
        "f().K# class local",
        "f().i().(j) parameter local",
        "f().K#l. field",
    ]


def test_all_that_binds_a_name_in_a_module_is_a_variable() -> None:
    assert symbols(
        """
        import os
        from os import path
        for a in b: ...
        with b as c: ...
        try: ...
        except E as d: ...
        e, (f, *g) = b
        if (h := b): ...
        match b:
            case i: ...
        del j
        k += 1
        class C[T]: ...
        """
    ) == [f"{name}. variable" for name in "acdefghi"] + ["C# class"]


def test_a_name_is_one_symbol_however_often_it_is_defined() -> None:
    source = """
        a = 1
        a = 2
        def f(x): ...
        def f(x, y): ...
        class C:
            @property
            def p(self): ...
            @p.setter
            def p(self, value): ...
            @overload
            def o(self, a: int): ...
            def o(self, a): ...
        if a:
            class C:
                q = 1
        """
    assert symbols(source) == [
        "a. variable",
        "f(). function",
        "C# class",
        "f().(x) parameter local",
        "f().(y) parameter local",
        "C#p(). property",
        "C#o(). method overload",
        "C#p().(self) parameter local",
        "C#p().(value) parameter local",
        "C#o().(self) parameter local",
        "C#o().(a) parameter local",
        "C#q. field",
    ]
    assert sites(source, "a.") == ["a = 1", "a = 2"]
    assert sites(source, "f().(x)") == ["x", "x"]
    assert sites(source, "C#o().(a)") == ["a: int", "a"]


def test_sites_reach_over_the_whole_definition() -> None:
    source = """
        @decorator
        def f(a, *, b: int = 1): ...
        a = b = \\
            1
        c: int
        d, e = 1, 2
        for i in c: ...
        class C:
            def m(self):
                self.x = 1
                self.x: int = 2
        """
    assert sites(source, "f().") == ["@decorator\ndef f(a, *, b: int = 1): ..."]
    assert sites(source, "f().(b)") == ["b: int = 1"]
    assert sites(source, "a.") == ["a = b = \\\n    1"]
    assert sites(source, "c.") == ["c: int"]
    assert sites(source, "e.") == ["d, e = 1, 2"]
    assert sites(source, "i.") == ["i"]
    assert sites(source, "C#x.") == ["self.x = 1", "self.x: int = 2"]


def test_what_global_and_nonlocal_define_belongs_to_the_scope_that_they_name() -> None:
    assert symbols(
        """
        def f():
            global a, g, K
            a = 1
            def g(x): ...
            class K: ...
        def h():
            def i():
                nonlocal j
                def j(): ...
            j = 1
        """
    ) == [
        "f(). function",
        "a. variable",
        "g(). function",
        "K# class",
        "h(). function",
        "g().(x) parameter local",
        "h().i(). function local",
        "h().j(). function local",
    ]


def test_documentation() -> None:
    def documentation(source: str) -> list[str]:
        read = facts(source)
        text = source.encode()
        return [
            text[read.symbol_doc_start[i] : read.symbol_doc_end[i]].decode()
            for i in range(len(read.symbol_name))
        ]

    assert documentation('"""Module."""\n') == ['"""Module."""']
    assert documentation('#!python\n# Comment.\nr"""Module."""\n') == ['r"""Module."""']
    assert documentation('class C:\n    "C" " is"\ndef f(): "f"') == ["", '"C" " is"', '"f"']
    assert documentation('def f():\n    # First.\n    "f"\n    "no"') == ["", '"f"']
    assert documentation('def f():\n    f"no"\ndef g():\n    b"no"') == ["", "", ""]
    assert documentation('x = 1\n"no"\n') == ["", ""]


# Bindings


def test_what_statements_give_a_name() -> None:
    source = """
        import a.b, a.b as c
        from ..m import d as e
        from m import *
        f: int = g = h(1)
        i, (j, *k) = h
        for l in h: ...
        with h as m: ...
        try: ...
        except (A, B.C) as n: ...
        except D as n: ...
        o = [h for h in f]
        p = await h
        q: Final = h
        r: ClassVar[int] = h
        """
    found = {name: bound(source, name) for name in "acefgijklmnopqr"}
    assert found == {
        "a": ["import a.b"],
        "c": ["import a.b as"],
        "e": ["from ..m import d"],
        "f": ["h@-(int): int@-"],
        "g": ["h@-(int)"],
        "i": ["h@- #0"],
        "j": ["h@- #1 #0"],
        "k": ["list(element h@- #1)"],
        "l": ["element h@-"],
        "m": ["entered h@-"],
        "n": ["instance A@- | B@-.C", "instance D@-"],
        "o": ["list(h@comprehension)"],
        "p": ["await h@-"],
        "q": ["h@-"],
        "r": ["h@-: ClassVar@-[int@-]"],
    }
    assert bound(source, "*") == ["from m import *"]


def test_what_values_are_kept() -> None:
    source = """
        a = 1, "s", 1.5, None, True, b"", f"{x}", ...
        b = x or y and z
        c = x if y else z
        d = (x | y) + z
        e = [], {1: x}, {x}, (), [x, y]
        f = x.y[z](w)[1, 2]
        g = lambda: x
        h = not x, x < y, -x
        i = (j := x)
        k = super().x
        l = [  # comment
            x,
        ]
        m = x(  # comment
            y
        )
        """
    assert {name: bound(source, name) for name in "abcdefghijklm"} == {
        "a": [
            "tuple((int, str, float, None, bool, bytes, str, ?))",
        ],
        "b": ["x@- | y@- | z@-"],
        "c": ["x@- | z@-"],
        "d": ["x@- | y@-.__add__()"],
        "e": ["tuple((list, dict((int, x@-)), set(x@-), tuple, list(x@- | y@-)))"],
        "f": ["x@-.y[z@-](w@-)[(int, int)]"],
        "g": ["lambda lambda"],
        "h": ["tuple((?, ?, x@-.__neg__()))"],
        "i": ["x@-"],
        "j": ["x@-"],
        "k": ["super@-().x"],
        "l": ["list(x@-)"],
        "m": ["x@-(y@-)"],
    }


def test_long_tuples_are_kept_as_far_as_they_are_unpacked() -> None:
    source = "a = " + "x, " * 1000
    assert bound(source, "a") == [f"tuple(({', '.join(['x@-'] * 64)}))"]


def test_parameters() -> None:
    source = "def f(a, b: int = 1, *c, d=a, **e: str): ...\n"
    assert [bound(source, name) for name in "abcde"] == [
        ["#0"],
        ["#1: int@- = int"],
        ["*2"],
        ["#3 = a@-"],
        ["*4: str@-"],
    ]


def test_very_many_parameters_are_not_taken_for_collecting_ones() -> None:
    names = [f"a{i}" for i in range(600)]
    source = f"def f({', '.join(names)}, *rest): ...\n"
    assert bound(source, "a254") == ["#254"]
    assert bound(source, "a599") == ["#255"]
    assert bound(source, "rest") == ["*255"]


def test_attributes_of_instances() -> None:
    source = """
        class C:
            x: int
            def m(self, y: int):
                self.x = y
                self.z: str = self.x
                self.x, self.w = y
        """
    assert bound(source, "x") == ["?: int@-", "y@m", "y@m #0"]
    assert bound(source, "z") == ["self@m.x: str@-"]
    assert bound(source, "w") == ["y@m #1"]


def test_bases_returns_and_decorators() -> None:
    source = """
        @a.b(1)
        @c
        class C(A, B[int], *rest, metaclass=M, **options):
            def m(self) -> "C":
                return self.x or None
        f = lambda: C
        """
    assert bound(source, "<decorator>") == ["a@-.b(int)", "c@-"]
    assert bound(source, "<base>") == ["A@-", "B@-[int@-]", "?"]
    assert bound(source, "<return>") == ["?: C@module", "self@m.x | None", "C@module"]


def test_a_type_parameter_stands_for_its_bound() -> None:
    assert bound("def f[T: A](x: T): ...", "T") == ["A@-"]
    assert bound("def f[T](x: T): ...", "T") == ["?"]


def test_patterns_tell_what_they_match() -> None:
    source = """
        match x:
            case A(b, c=d, e=B() as f) as g: ...
            case A() | m.B() as h: ...
            case A() | 1 as i: ...
            case [j, *k]: ...
        """
    assert {name: bound(source, name) for name in "bdfghijk"} == {
        "b": ["instance A@- #0"],
        "d": ["instance A@-.c"],
        "f": ["instance B@-"],
        "g": ["instance A@-"],
        "h": ["instance A@- | instance m@-.B"],
        "i": ["x@-"],
        "j": ["x@- #0"],
        "k": ["list(element x@-)"],
    }


def test_exports() -> None:
    def exports(source: str) -> list[str]:
        return bound(source, "<exports>")

    assert exports("__all__ = ['a', 'b']") == ["a", "b"]
    assert exports("__all__: tuple[str, ...] = ('a', 'not a name')") == ["a"]
    assert exports("__all__ = 'a', 'b'") == ["a", "b"]
    assert exports("__all__ = ['a']\n__all__ += ['b']") == ["a", "b"]
    assert exports("__all__ = ['a']\n__all__.extend(('b',))\n__all__.append('c')") == list("abc")
    assert exports("if x:\n    __all__ = ['a']") == ["a"]
    assert exports("__all__ = ['a'] + ['b']") == ["a", "b"]
    assert exports("def f():\n    __all__ = ['a']") == []


def test_exports_that_only_running_the_file_tells_are_none() -> None:
    for rest in (
        "__all__ = m.__all__ + ['a']",
        "__all__ = ['a']\n__all__ += m.__all__",
        "__all__ = ['a']\n__all__.extend(m.__all__)",
        "__all__ = ['a', *m.__all__]",
        "__all__ = [n for n in dir()]",
    ):
        assert bound(rest, "<exports>") == [], rest
