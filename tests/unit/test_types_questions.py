"""Supertypes, subtypes, implementations and overrides."""

from __future__ import annotations

from inline_snapshot import snapshot

from related import check_types

SHAPES = """
    //- base.py
    class Shape:
        def area(self): ...
        def name(self): ...
        corners = 0
    //- flat.py
    import base
    from base import Shape as Form
    from typing import Generic, TypeVar
    T = TypeVar("T")
    class Square(base.Shape):
        def area(self): ...
        corners = 4
    class Mixin: ...
    class Circle(Mixin, Form, Generic[T]):
        def area(self): ...
    //- deep.py
    from flat import Square, Circle
    class Tile(Square):
        def name(self): ...
    class Disc(Circle[int]):
        area = lambda self: 1
    class Both(Tile, Disc): ...
    """


def test_supertypes_are_the_direct_bases_in_order() -> None:
    check_types(
        SHAPES,
        "supertypes",
        snapshot("""\
flat.py:8  class Mixin: ...  class flat.Mixin
                 ^^^^^
base.py:1  class Shape:      class base.Shape
                 ^^^^^
"""),
        symbol="Circle",
    )
    check_types(
        SHAPES,
        "supertypes",
        snapshot("""\
flat.py:9  class Circle(Mixin, Form, Generic[T]):  class flat.Circle
                 ^^^^^^
"""),
        symbol="Disc",
    )
    check_types(
        SHAPES,
        "supertypes",
        snapshot("""\
deep.py:2  class Tile(Square):       class deep.Tile
                 ^^^^
deep.py:4  class Disc(Circle[int]):  class deep.Disc
                 ^^^^
"""),
        symbol="Both",
    )
    check_types(SHAPES, "supertypes", snapshot("(nothing)\n"), symbol="Mixin")


def test_subtypes_are_those_that_name_it_as_a_base() -> None:
    check_types(
        SHAPES,
        "subtypes",
        snapshot("""\
flat.py:5  class Square(base.Shape):               class flat.Square
                 ^^^^^^
flat.py:9  class Circle(Mixin, Form, Generic[T]):  class flat.Circle
                 ^^^^^^
"""),
        symbol="Shape",
    )
    check_types(
        SHAPES,
        "subtypes",
        snapshot("""\
deep.py:4  class Disc(Circle[int]):  class deep.Disc
                 ^^^^
"""),
        symbol="Circle",
    )
    check_types(SHAPES, "subtypes", snapshot("(nothing)\n"), symbol="Both")


def test_implementations_of_a_class_are_all_classes_below() -> None:
    check_types(
        SHAPES,
        "implementations",
        snapshot("""\
deep.py:2  class Tile(Square):                     class deep.Tile
                 ^^^^
deep.py:4  class Disc(Circle[int]):                class deep.Disc
                 ^^^^
deep.py:6  class Both(Tile, Disc): ...             class deep.Both
                 ^^^^
flat.py:5  class Square(base.Shape):               class flat.Square
                 ^^^^^^
flat.py:9  class Circle(Mixin, Form, Generic[T]):  class flat.Circle
                 ^^^^^^
"""),
        symbol="Shape",
    )


def test_implementations_of_a_method_are_its_overrides() -> None:
    check_types(
        SHAPES,
        "implementations",
        snapshot("""\
deep.py:5       area = lambda self: 1  field Disc.area
                ^^^^
flat.py:6       def area(self): ...    method Square.area
                    ^^^^
flat.py:10      def area(self): ...    method Circle.area
                    ^^^^
"""),
        symbol="Shape.area",
    )
    check_types(
        SHAPES,
        "implementations",
        snapshot("""\
flat.py:7      corners = 4  field Square.corners
               ^^^^^^^
"""),
        symbol="Shape.corners",
    )
    check_types(SHAPES, "implementations", snapshot("(nothing)\n"), symbol="Tile.name")


def test_implementations_at_a_call_of_the_base() -> None:
    check_types(
        """
        //- a.py
        class Base:
            def run(self): ...
        class Below(Base):
            def run(self): ...
        def use(base: Base):
            base.ru<|>n()
        """,
        "implementations",
        snapshot("""\
a.py:4      def run(self): ...  method Below.run
                ^^^
"""),
    )


def test_a_function_has_no_types() -> None:
    text = """
        //- a.py
        def plain(): ...
        class Base: ...
        def user(one: Base) -> Base: return Base()
        """
    for question in ("supertypes", "subtypes", "implementations"):
        check_types(text, question, snapshot("(nothing)\n"), symbol="plain")
    check_types(text, "subtypes", snapshot("(nothing)\n"), symbol="Base")


def test_a_name_that_stands_for_a_class_is_followed() -> None:
    text = """
        //- a.py
        class Real: ...
        Alias = Real
        //- b.py
        import a
        Again = a.Alias
        class Below(Again): ...
        class Beside(a.Real): ...
        """
    check_types(
        text,
        "supertypes",
        snapshot("""\
a.py:1  class Real: ...  class a.Real
              ^^^^
"""),
        symbol="Below",
    )
    check_types(
        text,
        "subtypes",
        snapshot("""\
b.py:3  class Below(Again): ...    class b.Below
              ^^^^^
b.py:4  class Beside(a.Real): ...  class b.Beside
              ^^^^^^
"""),
        symbol="Real",
    )


def test_circles_and_classes_that_are_their_own_base() -> None:
    text = """
        //- a.py
        class One(Two): ...
        class Two(One): ...
        class Self(Self): ...
        A = B
        B = A
        class Lost(A): ...
        """
    check_types(
        text,
        "implementations",
        snapshot("""\
a.py:2  class Two(One): ...  class a.Two
              ^^^
"""),
        symbol="One",
    )
    check_types(
        text,
        "supertypes",
        snapshot("""\
a.py:2  class Two(One): ...  class a.Two
              ^^^
"""),
        symbol="One",
    )
    check_types(text, "supertypes", snapshot("(nothing)\n"), symbol="Self")
    check_types(text, "supertypes", snapshot("(nothing)\n"), symbol="Lost")


def test_what_is_called_or_passed_is_no_base() -> None:
    text = """
        //- a.py
        class Base: ...
        class Meta(type): ...
        def with_base(one): ...
        class Made(with_base(Base)): ...
        class Kept(Base, metaclass=Meta): ...
        """
    check_types(
        text,
        "subtypes",
        snapshot("""\
a.py:5  class Kept(Base, metaclass=Meta): ...  class a.Kept
              ^^^^
"""),
        symbol="Base",
    )
    check_types(text, "subtypes", snapshot("(nothing)\n"), symbol="Meta")


def test_a_class_in_parts_has_the_bases_of_all() -> None:
    check_types(
        """
        //- a.py
        class One: ...
        class Two: ...
        if One:
            class Both(One): ...
        else:
            class Both(Two): ...
        """,
        "supertypes",
        snapshot("""\
a.py:1  class One: ...  class a.One
              ^^^
a.py:2  class Two: ...  class a.Two
              ^^^
"""),
        symbol="Both",
    )


def test_after_edits_the_types_are_those_of_the_new_text() -> None:
    text = """
        //- a.py
        class Base: ...
        class Other: ...
        //- b.py
        from a import Base
        class Below(Base): ...
        //- b.py@2
        from a import Other

        class Below(Other): ...
        """
    check_types(text, "subtypes", snapshot("(nothing)\n"), symbol="Base")
    check_types(
        text,
        "subtypes",
        snapshot("""\
b.py:3  class Below(Other): ...  class b.Below
              ^^^^^
"""),
        symbol="Other",
    )
    check_types(
        text,
        "supertypes",
        snapshot("""\
a.py:2  class Other: ...  class a.Other
              ^^^^^
"""),
        key="b.py#Below#",
    )


def test_the_same_in_typescript() -> None:
    text = """
        //- shape.ts
        export interface Shape { area(): number }
        export interface Named extends Shape { name: string }
        //- square.ts
        import { Shape, Named } from './shape';
        class Square implements Shape {
          area() { return 1; }
        }
        class Tile extends Square implements Named {
          name = '';
          area() { return 2; }
        }
        """
    check_types(
        text,
        "subtypes",
        snapshot("""\
shape.ts:2   export interface Named extends Shape { name: string }  interface shape.Named
                              ^^^^^
square.ts:2  class Square implements Shape {                        class square.Square
                   ^^^^^^
"""),
        symbol="Shape",
    )
    check_types(
        text,
        "supertypes",
        snapshot("""\
square.ts:2  class Square implements Shape {                        class square.Square
                   ^^^^^^
shape.ts:2   export interface Named extends Shape { name: string }  interface shape.Named
                              ^^^^^
"""),
        symbol="Tile",
    )
    check_types(
        text,
        "implementations",
        snapshot("""\
square.ts:3    area() { return 1; }  method Square.area
               ^^^^
square.ts:7    area() { return 2; }  method Tile.area
               ^^^^
"""),
        symbol="Shape.area",
    )
    check_types(
        text,
        "implementations",
        snapshot("""\
shape.ts:2   export interface Named extends Shape { name: string }  interface shape.Named
                              ^^^^^
square.ts:2  class Square implements Shape {                        class square.Square
                   ^^^^^^
square.ts:5  class Tile extends Square implements Named {           class square.Tile
                   ^^^^
"""),
        symbol="Shape",
    )
