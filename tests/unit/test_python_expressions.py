"""Which names stand in expressions of Python, annotations among them, and what binds them.

How the comments are read: `python_facts`.
"""

from __future__ import annotations

from python_facts import check


def test_strings_in_annotations_are_read() -> None:
    check(
        """
        a: "A"                                       #: def a@module, type A@-
        b: Optional["A.B"] = "C"                     #: def b@module, type Optional@-, type A@-, type A@-.B
        c: list[  "A"]                               #: def c@module, type list@-, type A@-
        d: "dict[str, 'A'] | None"                   #: def d@module, type dict@-, type str@-, type A@-
        def f(x: r"A", *y: "x") -> 'type["A"]': ...  #: def f@module, def x@f, type A@-, def y@f, type x@-, type type@-, type A@-
        e: Callable[["A"], "B"]                      #: def e@module, type Callable@-, type A@-, type B@-
        """
    )


def test_strings_that_are_no_annotations_are_not() -> None:
    check(
        """
        a: Literal["A", "B"]                   #: def a@module, type Literal@-
        b: typing.Annotated["A", "B", f("C")]  #: def b@module, type typing@-, type typing@-.Annotated, type A@-, call f@module
        c: f("A")                              #: def c@module, call f@module
        d: "not a type"                        #: def d@module
        e: "A" "B"                             #: def e@module
        f: b"A"                                #: def f@module
        g: f"{h}"                              #: def g@module, type h@-
        i = items["A"]                         #: def i@module, items@-
        j = list["A"]                          #: def j@module, type list@-, type A@-
        """
    )


def test_attributes_calls_and_subscripts() -> None:
    check(
        r"""
        a.b.c                          #: a@-, a@-.b, a@-.b.c
        a.b().c[d].e(f, *g, h=i, **j)  #: a@-, call a@-.b, a@-.b().c, d@-, call a@-.b().c[d@-].e, f@-, g@-, a@-.b().c[d@-].e(h=), i@-, j@-
        a[b, c:d:e, ...]               #: a@-, b@-, c@-, d@-, e@-
        a(b for b in c)                #: call a@-, b@comprehension, def b@comprehension, c@-
        (a                             #: a@-
            # comment
            .b \                       #: a@-.b
            .c)                        #: a@-.b.c
        "".join(a)                     #: call str.join, a@-
        f()()                          #: call f@-
        a . b                          #: a@-, a@-.b
        """
    )


def test_operators() -> None:
    check(
        """
        a + b | c @ -d ** ~e        #: a@-, b@-, c@-, d@-, e@-
        a and b or not c            #: a@-, b@-, c@-
        a < b is not c not in d     #: a@-, b@-, c@-, d@-
        a if b else c               #: a@-, b@-, c@-
        (a, [b, {c}, {d: e, **f}])  #: a@-, b@-, c@-, d@-, e@-, f@-
        """
    )


def test_keyword_arguments_belong_to_the_callee() -> None:
    check(
        """
        f(a=1)                       #: call f@-, f@-(a=)
        x.f(a=a, **b)                #: x@-, call x@-.f, x@-.f(a=), a@-, b@-
        f(1)(a=2)                    #: call f@-, f@-(int)(a=)
        f(print=1, match=2, type=3)  #: call f@-, f@-(print=), f@-(match=), f@-(type=)
        """
    )


def test_strings_and_what_they_interpolate() -> None:
    check(
        """
        "a", b"a", r"a", u"a", rb"a", '''a
        b''', "{a}" "b"
        f"{a} {b!r:>{c}} {d=} {e:{f}.{g}}" rf'{h["i"]}'  #: a@-, b@-, c@-, d@-, e@-, f@-, g@-, h@-
        f"{f'{a}'}{{b}}{lambda_}"                        #: a@-, lambda_@-
        """
    )


def test_lambda() -> None:
    check(
        """
        a = 1                                        #: def a@module
        b = lambda a, *b, c=a, **d: (a, b, c, d, e)  #: def b@module, def a@lambda, def b@lambda, def c@lambda, a@module, def d@lambda, a@lambda, b@lambda, c@lambda, d@lambda, e@-
        lambda: a                                    #: a@module
        lambda *, x: lambda: x                       #: def x@lambda, x@lambda
        """
    )


def test_comprehension_scopes() -> None:
    check(
        """
        a = [a for a in a if a]          #: def a@module, a@comprehension, def a@comprehension, a@module, a@comprehension
        {b: c for b, c in b for c in c}  #: b@comprehension, c@comprehension, def b@comprehension, def c@comprehension, b@-, def c@comprehension, c@comprehension
        {d for d in [d for d in d]}      #: d@comprehension, def d@comprehension, d@comprehension, def d@comprehension, d@-
        (e async for e.x in a)           #: e@-, e@-, write e@-.x, a@module
        [  # comment
            f                            #: f@comprehension
            for f in f  # comment        #: def f@comprehension, f@-
        ]
        f(g for g in g)                  #: call f@-, g@comprehension, def g@comprehension, g@-
        """
    )


def test_walrus_leaves_comprehensions() -> None:
    check(
        """
        def f(a):                            #: def f@module, def a@f
            [b := x for x in a if (c := x)]  #: def b@f, x@comprehension, def x@comprehension, a@f, def c@f, x@comprehension
            return b, c                      #: b@f, c@f
        [[d := x for x in y] for y in z]     #: def d@module, x@comprehension, def x@comprehension, y@comprehension, def y@comprehension, z@-
        lambda: (e := 1, e)                  #: def e@lambda, e@lambda
        if (g := 1): g                       #: def g@module, g@module
        """
    )


def test_soft_keywords_are_names() -> None:
    check(
        """
        match = case = type = _ = 1  #: def match@module, def case@module, def type@module, def _@module
        match.case(type, _)          #: match@module, call match@module.case, type@module, _@module
        print = exec = 1             #: def print@module, def exec@module
        """
    )


def test_unicode_names() -> None:
    check(
        """
        größe = 1             #: def größe@module
        größe.ß(größe, ä=ö)   #: größe@module, call größe@module.ß, größe@module, größe@module.ß(ä=), ö@-
        def ü(é: "größe"): é  #: def ü@module, def é@ü, type größe@module, é@ü
        """
    )
