"""Which names stand in a Python file and what binds them, statement by statement.

How the comments are read: `python_facts`.
"""

from __future__ import annotations

from codegraph_daemon.languages.python.parse import for_grammar
from python_facts import check

# Statements


def test_assignment() -> None:
    check(
        """
        a = b                     #: def a@module, b@-
        a = c = a                 #: def a@module, def c@module, a@module
        a, (c, *d) = [e, *f] = a  #: def a@module, def c@module, def d@module, def e@module, def f@module, a@module
        a.x = a[b] = c            #: a@module, write a@module.x, a@module, b@-, c@module
        (g) = 1                   #: def g@module
        *h, = a                   #: def h@module, a@module
        """
    )


def test_annotated_assignment() -> None:
    check(
        """
        a: int = b    #: def a@module, type int@-, b@-
        a.x: int      #: a@module, write a@module.x, type int@-
        def f():      #: def f@module
            c: a      #: def c@f, type a@module
            return c  #: c@f
        """
    )


def test_augmented_assignment_writes_what_is_bound_and_binds_the_rest() -> None:
    check(
        """
        a = 1               #: def a@module
        a += b              #: write a@module, b@-
        from_wildcard |= 1  #: write from_wildcard@-
        def f(c):           #: def f@module, def c@f
            c += a          #: write c@f, a@module
            d -= c          #: def d@f, c@f
            c.x *= d.y      #: c@f, write c@f.x, d@f, d@f.y
            c[a] @= d       #: c@f, a@module, d@f
        class C:            #: def C@module
            a += 1          #: def a@C
        """
    )


def test_del_writes_and_makes_a_name_the_function_s_own() -> None:
    check(
        """
        b = 1                           #: def b@module
        def f(a):                       #: def f@module, def a@f
            del a, (b, [c]), a.x, a[d]  #: write a@f, write b@f, write c@f, a@f, write a@f.x, a@f, d@-
            return b                    #: b@f
        del b                           #: write b@module
        """
    )


def test_global() -> None:
    check(
        """
        a = 1                   #: def a@module
        def f():                #: def f@module
            global a, new       #: a@module, new@module
            a = new = a + 2     #: def a@module, def new@module, a@module
            a += 1              #: write a@module
            def g():            #: def g@f
                a               #: a@module
        class C:                #: def C@module
            global a, in_class  #: a@module, in_class@module
            a = in_class = 7    #: def a@module, def in_class@module
            def m(self):        #: def m@C, def self@m
                a               #: a@module
        new                     #: new@module
        def g():                #: def g@module
            global nowhere      #: nowhere@-
            return nowhere      #: nowhere@-
        """
    )


def test_nonlocal_also_before_the_binding_that_it_means() -> None:
    check(
        """
        def f():                   #: def f@module
            def g():               #: def g@f
                nonlocal a         #: a@f
                a = 1              #: def a@f
                b = 2              #: def b@g
                def h():           #: def h@g
                    nonlocal a, b  #: a@f, b@g
                    a = b = 3      #: def a@f, def b@g
                    def b(): ...   #: def b@g
            class C:               #: def C@f
                a = 4              #: def a@C
            a = 5                  #: def a@f
            return a               #: a@f
        """
    )


def test_for_and_while() -> None:
    check(
        r"""
        for a, b.x in c:         #: def a@module, b@-, write b@-.x, c@-
            a                    #: a@module
        else:
            d                    #: d@-
        for e \                  #: def e@module
            in c: e              #: c@-, e@module
        while f := g():          #: def f@module, call g@-
            break
        else:
            f                    #: f@module
        async def h():           #: def h@module
            async for i in h():  #: def i@h, call h@module
                continue
        """
    )


def test_with() -> None:
    check(
        """
        with open(a) as b, c as (d, e.f), g:  #: call open@-, a@-, def b@module, c@-, def d@module, e@-, write e@-.f, g@-
            b                                 #: b@module
        with (a as h, c as [i]):              #: a@-, def h@module, c@-, def i@module
            pass
        async def f():                        #: def f@module
            async with a() as b:              #: call a@-, def b@f
                b                             #: b@f
        """
    )


def test_try() -> None:
    check(
        """
        try:
            a                  #: a@-
        except A as e:         #: A@-, def e@module
            e                  #: e@module
        except (B, C.D) as e:  #: B@-, C@-, C@-.D, def e@module
            pass
        except* E as g:        #: E@-, def g@module
            pass
        except F: pass         #: F@-
        except: pass
        else: b                #: b@-
        finally: c             #: c@-
        raise a from b         #: a@-, b@-
        """
    )


def test_assert_return_yield() -> None:
    check(
        """
        def f(a):             #: def f@module, def a@f
            assert a, b       #: a@f, b@-
            yield a           #: a@f
            c = yield from a  #: def c@f, a@f
            d = yield         #: def d@f
            return (c, d)     #: c@f, d@f
        """
    )


def test_python_2_is_read_as_far_as_it_goes() -> None:
    check(
        """
        print "a", b         #: b@-
        print >> c, d        #: c@-, d@-
        exec e in f          #: e@-, f@module
        g = 0777, 1L, `h`    #: def g@module
        try: pass
        except A, e: pass    #: A@-, e@-
        def f((a, b), c=1):  #: def f@module, def a@f, def b@f, def c@f
            return a         #: a@f
        raise A, "b"         #: A@-
        """
    )


# Imports


def test_import() -> None:
    check(
        """
        import os                    #: import [os]
        import os.path, a.b.c        #: import [os], import [os.path], import [a], import [a.b], import [a.b.c]
        import os.path as p, q as r  #: import [os], import [os.path], import p@module, import [q], import r@module
        os.path.join(p, r)           #: os@module, os@module.path, call os@module.path.join, p@module, r@module
        def f():                     #: def f@module
            import a.b               #: import [a], import [a.b]
            a.b                      #: a@f, a@f.b
        """
    )


def test_import_from() -> None:
    check(
        r"""
        from os import path                           #: import [os], import [os].path
        from os import path as p, sep                 #: import [os], import [os].path, import p@module, import [os].sep
        from . import a                               #: import [.].a
        from .. import b as c                         #: import [..].b, import c@module
        from .pkg.mod import (d, e as f,)  # comment  #: import [.pkg], import [.pkg.mod], import [.pkg.mod].d, import [.pkg.mod].e, import f@module
        from ...pkg \                                 #: import [...pkg]
            import g                                  #: import [...pkg].g
        from m import *                               #: import [m]
        path, p, sep, a, c, d, f, g, unknown          #: path@module, p@module, sep@module, a@module, c@module, d@module, f@module, g@module, unknown@-
        """
    )


def test_import_from_the_future() -> None:
    check(
        """
        from __future__ import annotations, division as d  #: import [__future__], import [__future__].annotations, import [__future__].division, import d@module
        annotations                                        #: annotations@module
        """
    )


# Functions and classes


def test_parameters() -> None:
    check(
        """
        def f(a, b: A, /, c=d, *e: A, g, h: A = a, **i: "A") -> A:  #: def f@module, def a@f, def b@f, type A@-, def c@f, d@-, def e@f, type A@-, def g@f, def h@f, type A@-, a@-, def i@f, type A@-, type A@-
            a, b, c, e, g, h, i                                     #: a@f, b@f, c@f, e@f, g@f, h@f, i@f
        def g(*, a): ...                                            #: def g@module, def a@g
        def h(self, a=lambda a=b: a): ...                           #: def h@module, def self@h, def a@h, def a@lambda, b@-, a@lambda
        """
    )


def test_defaults_decorators_and_annotations_are_read_outside() -> None:
    check(
        """
        a = b = 1                          #: def a@module, def b@module
        class C:                           #: def C@module
            b = 2                          #: def b@C
            @b                             #: b@C
            @a.x(b)                        #: a@module, call a@module.x, b@C
            def b(self, b=b, *c: b) -> b:  #: def b@C, def self@b, def b@b, b@C, def c@b, type b@C, type b@C
                b                          #: b@b
        @a                                 #: a@module
        class a(a): ...                    #: def a@module, type a@module
        """
    )


def test_class() -> None:
    check(
        """
        class A: ...                                                   #: def A@module
        class B(A, m.C, Generic["A"], *rest, metaclass=M, **options):  #: def B@module, type A@module, type m@-, type m@-.C, type Generic@-, type A@module, rest@-, ?(metaclass=), M@-, options@-
            x = A                                                      #: def x@B, A@module
            def m(self):                                               #: def m@B, def self@m
                return x, B, A, m                                      #: x@-, B@module, A@module, m@-
            y = m                                                      #: def y@B, m@B
        """
    )


def test_the_names_of_a_class_are_seen_in_its_body_alone() -> None:
    check(
        """
        a = 0                          #: def a@module
        def f(a):                      #: def f@module, def a@f
            class C:                   #: def C@f
                b = a                  #: def b@C, a@C
                a = b                  #: def a@C, b@C
                c = [a for x in a]     #: def c@C, a@f, def x@comprehension, a@C
                d = lambda: a          #: def d@C, a@f
                def m(self): return a  #: def m@C, def self@m, a@f
                class D:               #: def D@C
                    e = a, b           #: def e@D, a@f, b@-
        """
    )


def test_instance_attributes() -> None:
    check(
        """
        class C:                          #: def C@module
            def m(self, other):           #: def m@C, def self@m, def other@m
                self.a = self.b.c = 1     #: self@m, def self@m.a, self@m, self@m.b, write self@m.b.c
                self.d: int = other.e     #: self@m, def self@m.d, type int@-, other@m, other@m.e
                self.f, *self.g = other   #: self@m, def self@m.f, self@m, def self@m.g, other@m
                other.h = 2               #: other@m, write other@m.h
                self.i += 1               #: self@m, write self@m.i
                for self.j in other: ...  #: self@m, def self@m.j, other@m
                del self.a                #: self@m, write self@m.a
                def inner():              #: def inner@m
                    self.k = 3            #: self@m, def self@m.k
                def hidden(self):         #: def hidden@m, def self@hidden
                    self.l = 4            #: self@hidden, write self@hidden.l
            @staticmethod                 #: staticmethod@-
            def s(self):                  #: def s@C, def self@s
                self.n = 5                #: self@s, write self@s.n
            @classmethod                  #: classmethod@-
            def c(cls):                   #: def c@C, def cls@c
                cls.o = 6                 #: cls@c, def cls@c.o
        """
    )


def test_super() -> None:
    check(
        """
        class C(A):                 #: def C@module, type A@-
            def m(self):            #: def m@C, def self@m
                super().m(super)    #: call super@-, call super C.m, super@-
                super(C, self).m()  #: call super@-, C@module, self@m, call super C.m
                super(A, self).m()  #: call super@-, A@-, self@m, call ?.m
        super().m                   #: call super@-, super@-().m
        """
    )


def test_overloads_and_accessors() -> None:
    check(
        """
        class C:                      #: def C@module
            @property                 #: property@-
            def p(self): ...          #: def p@C, def self@p
            @p.setter                 #: p@C, p@C.setter
            def p(self, value): ...   #: def p@C, def self@p, def value@p
            @overload                 #: overload@-
            def o(self, a: int): ...  #: def o@C, def self@o, def a@o, type int@-
            def o(self, a): ...       #: def o@C, def self@o, def a@o
        """
    )


def test_nested_definitions() -> None:
    check(
        """
        def f():                 #: def f@module
            def g():             #: def g@f
                return f, g, h   #: f@module, g@f, h@f
            class C:             #: def C@f
                def m(self):     #: def m@C, def self@m
                    return C, g  #: C@f, g@f
                class D: ...     #: def D@C
            h = C.D              #: def h@f, C@f, C@f.D
        """
    )


# Type parameters and annotations


def test_type_parameters_are_seen_in_what_they_belong_to() -> None:
    check(
        """
        T = 1                                           #: def T@module
        def f[T: A, *Ts, **P](a: T = T, *b: *Ts) -> T:  #: def f@module, def T@types, type A@-, def Ts@types, def P@types, def a@f, type T@types, T@module, def b@f, type Ts@types, type T@types
            x: T                                        #: def x@f, type T@types
        class C[T](B[T], list["T"]):                    #: def C@module, def T@types, type B@-, type T@types, type list@-, type T@types
            y: T                                        #: def y@C, type T@types
            def m[U: (T, C)](self, u: U) -> T: ...      #: def m@C, def U@types, type T@types, type C@module, def self@m, def u@m, type U@types, type T@types
            z = T                                       #: def z@C, T@types
        def g(a: T): ...                                #: def g@module, def a@g, type T@module
        """
    )


def test_type_parameters_in_a_class_see_the_class() -> None:
    check(
        """
        class C:                           #: def C@module
            class A: ...                   #: def A@C
            def m[T: A](self, a: A) -> A:  #: def m@C, def T@types, type A@C, def self@m, def a@m, type A@C, type A@C
                A                          #: A@-
        """
    )


def test_type_parameter_defaults() -> None:
    check(
        """
        class C[T = A, U: B = A]: ...  #: def C@module, def T@types, type A@-, def U@types, type B@-, type A@-
        """
    )


def test_type_alias() -> None:
    check(
        """
        type X = list["A"] | B     #: def X@module, type list@-, type A@-, type B@-
        type Y[T] = dict[T, Y[T]]  #: def Y@module, def T@types, type dict@-, type T@types, type Y@module, type T@types
        Z: TypeAlias = "A"         #: def Z@module, type TypeAlias@-, type A@-
        type = 1                   #: def type@module
        type(a).b = c              #: call type@module, a@-, write a@-.b, c@-
        type(a)                    #: call type@module, a@-
        """
    )


# Patterns


def test_patterns_bind_bare_names() -> None:
    check(
        """
        match a, b:                                          #: a@-, b@-
            case c: c                                        #: def c@module, c@module
            case [d, *e] | (d, e): d                         #: def d@module, def e@module, def d@module, def e@module, d@module
            case {"k": f, K.L: g, **h}: f                    #: def f@module, K@-, K@-.L, def g@module, def h@module, f@module
            case _: ...
            case 1 | -2 | 3 + 4j | "s" | f"{i}" | None: ...  #: i@-
            case (j): ...                                    #: def j@module
            case k, *_ if l: ...                             #: def k@module, l@-
            case A.B.C: ...                                  #: A@-, A@-.B, A@-.B.C
        """
    )


def test_class_patterns() -> None:
    check(
        """
        match a:                                   #: a@-
            case A(b, c=d, e=B.C, f=1): d          #: A@-, def b@module, instance A@-.c, def d@module, instance A@-.e, B@-, B@-.C, instance A@-.f, d@module
            case m.A(B(b), c=[d, B(x=y)]) as e: e  #: m@-, m@-.A, B@-, def b@module, instance m@-.A.c, def d@module, B@-, instance B@-.x, def y@module, def e@module, e@module
            case A(b=(c | d) as e, f=str()): ...   #: A@-, instance A@-.b, def c@module, def d@module, def e@module, instance A@-.f, str@-
            case str() | int() as g: g             #: str@-, int@-, def g@module, g@module
            case A(_, b=_): ...                    #: A@-, instance A@-.b
        """
    )


# Names that only strings spell


def test_exports() -> None:
    check(
        """
        def a(): ...                              #: def a@module
        __all__ = ["a", "b"]                      #: def __all__@module, a@module, b@-
        __all__: list[str] = ("c", "not a name")  #: def __all__@module, type list@-, type str@-, c@-
        __all__ += ["d"] + (["e"])                #: write __all__@module, d@-, e@-
        __all__.append("f")                       #: __all__@module, call __all__@module.append, f@-
        __all__.extend(["g"])                     #: __all__@module, call __all__@module.extend, g@-
        def h():                                  #: def h@module
            __all__ = ["i"]                       #: def __all__@h
        """
    )


def test_a_long_block_of_comments_is_hidden_from_the_grammar_wherever_it_begins() -> None:
    for before in range(51):
        text = b"x = 1\n" * before + b"# a\n" * 200 + b"y = 2\n"
        read = for_grammar(text)
        assert b"#" not in read
        assert len(read) == len(text)


def test_shorter_blocks_of_comments_are_read_as_they_are() -> None:
    text = (b"# a\n" * 199 + b"x = 1\n") * 3
    assert for_grammar(text) == text
