"""Which class a member belongs to that several assign, and what keywords of constructors name."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_definition, check_references


def test_what_a_base_declares_is_what_its_subclasses_assign() -> None:
    check_references(
        """
        //- main.py
        class Base:
            @property
            def <|>debug(self): ...
        class Sub(Base):
            def __init__(self):
                self.debug = 1
            def f(self):
                return self.debug
        Sub().debug
        """,
        snapshot("""\
main.py:3      def debug(self): ...   definition
                   ^^^^^
main.py:6          self.debug = 1     write
                        ^^^^^
main.py:8          return self.debug  read
                               ^^^^^
main.py:9  Sub().debug                read (inferred)
                 ^^^^^
"""),
    )
    check_references(
        """
        //- main.py
        class Base:
            <|>methods: list[str] | None = None
        class Sub(Base):
            methods = ["a"]
        class Last(Sub):
            methods: list[str] = []
        Sub.methods
        Last.methods
        """,
        snapshot("""\
main.py:2      methods: list[str] | None = None  definition
               ^^^^^^^
main.py:7  Sub.methods                           read (inferred)
               ^^^^^^^
"""),
    )


def test_what_only_is_assigned_belongs_to_the_first_that_assigns_it() -> None:
    check_references(
        """
        //- main.py
        class Base:
            size = 1
        class Sub(Base):
            <|>size = 2
            def f(self):
                return self.size
        Base.size
        Sub.size
        """,
        snapshot("""\
main.py:4      size = 2              definition
               ^^^^
main.py:6          return self.size  read
                               ^^^^
main.py:8  Sub.size                  read
               ^^^^
"""),
    )
    check_references(
        """
        //- main.py
        import outside
        class Base:
            size: int = 1
        class Sub(outside.Mixin, Base):
            <|>size = 2
        Sub.size
        """,
        snapshot("""\
main.py:5      size = 2  definition
               ^^^^
main.py:6  Sub.size      read
               ^^^^
"""),
    )


def test_the_fields_of_a_dataclass_are_its_keywords() -> None:
    check_references(
        """
        //- main.py
        from dataclasses import dataclass
        import typing as t
        @dataclass(frozen=True)
        class Point:
            <|>x: int
            y: int = 0
        class Deep(Point):
            z: int = 0
        Point(x=1, y=2)
        Deep(x=1)
        """,
        snapshot("""\
main.py:5       x: int       definition
                ^
main.py:9   Point(x=1, y=2)  read (inferred)
                  ^
main.py:10  Deep(x=1)        read (inferred)
                 ^
"""),
    )
    check_definition(
        """
        //- main.py
        import typing as t
        class Pair(t.NamedTuple):
            a: int
            b: int
        Pair(1, <|>b=2)
        """,
        snapshot("""\
main.py:4      b: int  definition (inferred)
               ^
"""),
    )


def test_the_keys_of_a_typed_dictionary_are_its_keywords() -> None:
    check_definition(
        """
        //- main.py
        from typing_extensions import TypedDict
        class Config(TypedDict, total=False):
            extra: str
        class More(Config):
            other: str
        More(<|>extra="allow")
        """,
        snapshot("""\
main.py:3      extra: str  definition (inferred)
               ^^^^^
"""),
    )


def test_other_classes_do_not_take_their_fields_by_keyword() -> None:
    check_definition(
        """
        //- main.py
        class Plain:
            a: int
        Plain(<|>a=1)
        """,
        snapshot("(nothing)\n"),
    )
    check_definition(
        """
        //- main.py
        from dataclasses import dataclass
        @dataclass
        class Own:
            a: int
            def __init__(self, a): ...
        Own(<|>a=1)
        """,
        snapshot("""\
main.py:5      def __init__(self, a): ...  definition (inferred)
                                  ^
"""),
    )


def test_a_keyword_without_a_parameter_leads_to_the_function() -> None:
    works = """
        //- main.py
        def f(a, **rest): ...
        class Box:
            def __init__(self, **rest: int): ...
        f(a=1)
        f(<|>b=1)
        """
    check_definition(
        works,
        snapshot("""\
main.py:1  def f(a, **rest): ...  definition (inferred)
               ^
"""),
    )
    check_definition(
        works.replace("<|>b", "b").replace("f(a=1)", "Box(<|>b=1)"),
        snapshot("""\
main.py:3      def __init__(self, **rest: int): ...  definition (inferred)
                   ^^^^^^^^
"""),
    )
    check_references(
        works.replace("<|>b", "b").replace("f(a,", "<|>f(a,"),
        snapshot("""\
main.py:1  def f(a, **rest): ...  definition
               ^
main.py:4  f(a=1)                 call
           ^
main.py:5  f(b=1)                 call
           ^
"""),
    )


def test_what_every_module_has_leads_to_the_module() -> None:
    check_definition(
        """
        //- main.py
        import os
        def f(): return __na<|>me__
        """,
        snapshot("""\
main.py:1  import os  definition (inferred)
           |
"""),
    )
    check_references(
        """
        //- main.py
        import ot<|>her
        //- other.py
        print(__name__)
        """,
        snapshot("""\
main.py:1   import other     import
                   ^^^^^
other.py:1  print(__name__)  definition
            |
"""),
    )


def test_overloads_of_a_function_lead_to_what_is_called() -> None:
    check_definition(
        """
        //- main.py
        from typing import overload
        @overload
        def f(x: int) -> int: ...
        @overload
        def f(x: str) -> str: ...
        def f(x): return x
        <|>f(1)
        """,
        snapshot("""\
main.py:6  def f(x): return x  definition
               ^
"""),
    )


def test_the_name_of_an_import_inside_a_function_that_leads_nowhere() -> None:
    check_definition(
        """
        //- main.py
        def f():
            import outside as o
            return <|>o.name
        """,
        snapshot("(nothing)\n"),
    )


def test_fields_of_named_tuples_that_calls_make() -> None:
    check_references(
        """
        //- main.py
        from collections import namedtuple
        Point = namedtuple("Point", "<|>x y")
        Point(x=1, y=2).x
        def f(p: Point): return p.x
        """,
        snapshot("""\
main.py:2  Point = namedtuple("Point", "x y")  definition
                                        ^
main.py:3  Point(x=1, y=2).x                   read (inferred)
                 ^
main.py:3  Point(x=1, y=2).x                   read (inferred)
                           ^
main.py:4  def f(p: Point): return p.x         read (inferred)
                                     ^
"""),
    )
    check_references(
        """
        //- main.py
        import typing as t
        from collections import namedtuple
        class Model:
            def <|>save(self): ...
        Point = t.NamedTuple("Point", [("x", "Model"), ("y", int)])
        Point(1, 2).x.save()
        class Pair(namedtuple("Pair", ["left", "right"])):
            def f(self): return self.left
        """,
        snapshot("""\
main.py:4      def save(self): ...  definition
                   ^^^^
main.py:6  Point(1, 2).x.save()     call (inferred)
                         ^^^^
"""),
    )
    check_references(
        """
        //- main.py
        from collections import namedtuple
        class Pair(namedtuple("Pair", ["<|>left", "right"])):
            def f(self): return self.left
        Pair(left=1, right=2).left
        """,
        snapshot("""\
main.py:2  class Pair(namedtuple("Pair", ["left", "right"])):  definition
                                           ^^^^
main.py:3      def f(self): return self.left                   read
                                        ^^^^
main.py:4  Pair(left=1, right=2).left                          read (inferred)
                ^^^^
main.py:4  Pair(left=1, right=2).left                          read (inferred)
                                 ^^^^
"""),
    )


def test_a_keyword_does_not_lead_to_a_field_that_holds_the_function() -> None:
    check_definition(
        """
        //- main.py
        class Dispatch:
            def __init__(self, func): ...
            if fast:
                __call__ = run
            else:
                __call__ = walk
        @Dispatch
        def f(*, a): ...
        f(<|>b=1)
        """,
        snapshot("(nothing)\n"),
    )


def test_who_asks_at_a_keyword_asks_for_its_parameter() -> None:
    check_references(
        """
        //- tools.py
        class Box:
            def __init__(self, size=1, name=None):
                self.size = size
            def grow(self, size):
                return Box(size=size)
        //- main.py
        from tools import Box
        Box(si<|>ze=2).grow(size=3)
        """,
        snapshot("""\
main.py:2   Box(size=2).grow(size=3)                    read (inferred)
                ^^^^
tools.py:2      def __init__(self, size=1, name=None):  definition
                                   ^^^^
tools.py:3          self.size = size                    read
                                ^^^^
tools.py:5          return Box(size=size)               read (inferred)
                               ^^^^
"""),
    )


def test_what_says_that_it_works_like_dataclass_makes_fields_keywords() -> None:
    works = """
        //- library.py
        import typing_extensions as te
        @te.dataclass_transform(kw_only_default=True)
        class Meta(type): ...
        class Model(metaclass=Meta):
            def __init__(self, **data): ...
        @te.dataclass_transform()
        def define(cls): return cls
        //- main.py
        from library import Model, define
        class User(Model):
            name: str
            def other(self): ...
        @define
        class Point:
            x: int
        class Plain:
            name: str
            def __init__(self, **data): ...
        User(name=1)
        Point(x=1)
        Plain(name=1)
        User(other=1)
        """
    check_definition(
        works.replace("User(name", "User(<|>name"),
        snapshot("""\
main.py:3      name: str  definition (inferred)
               ^^^^
"""),
    )
    check_definition(
        works.replace("Point(x", "Point(<|>x"),
        snapshot("""\
main.py:7      x: int  definition (inferred)
               ^
"""),
    )
    check_definition(
        works.replace("Plain(name", "Plain(<|>name"),
        snapshot("""\
main.py:10      def __init__(self, **data): ...  definition (inferred)
                    ^^^^^^^^
"""),
    )
    check_definition(
        works.replace("User(other", "User(<|>other"),
        snapshot("""\
library.py:5      def __init__(self, **data): ...  definition (inferred)
                      ^^^^^^^^
"""),
    )
