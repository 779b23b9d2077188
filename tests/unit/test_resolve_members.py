"""Whose member an attribute is: `self` and `cls`, bases in other files, super, class attributes."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_definition, check_references


def test_members_through_self_and_cls() -> None:
    check_references(
        """
        //- main.py
        class Box:
            def <|>open(self): ...
            def again(this):
                this.open()
            @classmethod
            def make(cls):
                cls.open
                cls().open()
            @staticmethod
            def other(self):
                self.open()
        """,
        snapshot("""\
main.py:2      def open(self): ...  definition
                   ^^^^
main.py:4          this.open()      call
                        ^^^^
main.py:7          cls.open         read
                       ^^^^
main.py:8          cls().open()     call (inferred)
                         ^^^^
"""),
    )


def test_members_of_bases_in_other_files() -> None:
    check_references(
        """
        //- base.py
        class Base:
            def <|>run(self): ...
        //- middle.py
        import base
        class Middle(base.Base): ...
        //- main.py
        from middle import Middle as M
        class Sub(M):
            def start(self):
                self.run()
        class Other(M):
            def run(self): ...
            def start(self):
                self.run()
        Sub().run()
        Sub.run
        """,
        snapshot("""\
base.py:2       def run(self): ...  definition
                    ^^^
main.py:4           self.run()      call
                         ^^^
main.py:9   Sub().run()             call (inferred)
                  ^^^
main.py:10  Sub.run                 read (inferred)
                ^^^
"""),
    )


def test_super() -> None:
    check_references(
        """
        //- base.py
        class Base:
            def <|>__init__(self, size): ...
        //- main.py
        from base import Base
        class Sub(Base):
            def __init__(self):
                super().__init__(size=1)
        class Old(Base):
            def __init__(self):
                super(Old, self).__init__(2)
                Base.__init__(self, 3)
        """,
        snapshot("""\
base.py:2      def __init__(self, size): ...     definition
                   ^^^^^^^^
main.py:4          super().__init__(size=1)      call (inferred)
                           ^^^^^^^^
main.py:7          super(Old, self).__init__(2)  call (inferred)
                                    ^^^^^^^^
main.py:8          Base.__init__(self, 3)        call
                        ^^^^^^^^
"""),
    )


def test_a_diamond_is_searched_in_pythons_order() -> None:
    check_definition(
        """
        //- main.py
        class Top:
            def run(self): "top"
        class Left(Top): ...
        class Right(Top):
            def run(self): "right"
        class Bottom(Left, Right):
            def go(self):
                self.<|>run()
        """,
        snapshot("""\
main.py:5      def run(self): "right"  definition
                   ^^^
"""),
    )
    check_definition(
        """
        //- main.py
        class Top:
            def run(self): "top"
        class Left(Top):
            def run(self):
                super().<|>run()
        class Right(Top):
            def run(self): "right"
        class Bottom(Left, Right): ...
        """,
        snapshot("""\
main.py:2      def run(self): "top"  definition (inferred)
                   ^^^
"""),
    )


def test_a_class_whose_bases_have_no_order_takes_the_earlier() -> None:
    check_definition(
        """
        //- main.py
        class A:
            def run(self): ...
        class B(A):
            def run(self): ...
        class C(A, B):
            def go(self): self.<|>run()
        """,
        snapshot("""\
main.py:2      def run(self): ...  definition
                   ^^^
"""),
    )


def test_classes_that_are_bases_of_each_other() -> None:
    check_definition(
        """
        //- main.py
        class A(B):
            def run(self): self.<|>stop()
        class B(A):
            def stop(self): ...
        """,
        snapshot("""\
main.py:4      def stop(self): ...  definition
                   ^^^^
"""),
    )


def test_behind_an_unknown_base_a_member_is_less_sure() -> None:
    check_references(
        """
        //- main.py
        import unittest
        class Mixin:
            def <|>prepare(self): ...
        class First(Mixin, unittest.TestCase):
            def test(self):
                self.prepare()
        class Second(unittest.TestCase, Mixin):
            def test(self):
                self.prepare()
        """,
        snapshot("""\
main.py:3      def prepare(self): ...  definition
                   ^^^^^^^
main.py:6          self.prepare()      call
                        ^^^^^^^
main.py:9          self.prepare()      call (inferred)
                        ^^^^^^^
"""),
    )


def test_a_member_of_an_unknown_base_is_not_a_namesake_here() -> None:
    check_definition(
        """
        //- main.py
        import unittest
        class Other:
            def assertEqual(self): ...
        class Test(unittest.TestCase):
            def test(self):
                self.<|>assertEqual(1, 1)
        """,
        snapshot("(nothing)\n"),
    )


def test_attributes_of_a_class_and_of_its_instances() -> None:
    check_references(
        """
        //- model.py
        class Model:
            <|>name = ""
            def __init__(self):
                self.name = "new"
            def show(self):
                return self.name, Model.name
        //- main.py
        from model import Model
        class Sub(Model):
            name = "sub"
        model = Model()
        model.name
        Model.name = "all"
        Sub.name
        """,
        snapshot("""\
main.py:5   model.name                            read (inferred)
                  ^^^^
main.py:6   Model.name = "all"                    write
                  ^^^^
model.py:2      name = ""                         definition
                ^^^^
model.py:4          self.name = "new"             write
                         ^^^^
model.py:6          return self.name, Model.name  read
                                ^^^^
model.py:6          return self.name, Model.name  read
                                            ^^^^
"""),
    )


def test_attributes_that_methods_assign() -> None:
    check_references(
        """
        //- main.py
        class Engine:
            def <|>start(self): ...
        class Car:
            def __init__(self, engine: Engine):
                self.engine = engine
                self.spare = None
            def repair(self):
                self.spare = Engine()
            def go(self):
                self.engine.start()
                self.spare.start()
        def drive(car: Car):
            car.engine.start()
        """,
        snapshot("""\
main.py:2       def start(self): ...     definition
                    ^^^^^
main.py:10          self.engine.start()  call (inferred)
                                ^^^^^
main.py:11          self.spare.start()   call (inferred)
                               ^^^^^
main.py:13      car.engine.start()       call (inferred)
                           ^^^^^
"""),
    )


def test_a_class_with_two_bodies_is_one_class() -> None:
    check_references(
        """
        //- main.py
        if fast:
            class Box:
                def <|>open(self): "fast"
        else:
            class Box:
                def open(self): "slow"
                def twice(self): self.open()
        Box().open()
        """,
        snapshot("""\
main.py:3          def open(self): "fast"        definition
                       ^^^^
main.py:6          def open(self): "slow"        definition
                       ^^^^
main.py:7          def twice(self): self.open()  call
                                         ^^^^
main.py:8  Box().open()                          call (inferred)
                 ^^^^
"""),
    )


def test_nested_functions_see_the_methods_receiver() -> None:
    check_references(
        """
        //- main.py
        class Box:
            def <|>open(self): ...
            def later(self):
                def inner(other):
                    self.open()
                    other.open()
                return lambda: self.open(), [self.open() for self in boxes]
        """,
        snapshot("""\
main.py:2      def open(self): ...                                              definition
                   ^^^^
main.py:5              self.open()                                              call
                            ^^^^
main.py:7          return lambda: self.open(), [self.open() for self in boxes]  call
                                       ^^^^
"""),
    )


def test_keyword_arguments_name_parameters() -> None:
    check_references(
        """
        //- tools.py
        def pack(<|>size, *, name=None):
            return size
        //- main.py
        import tools
        from tools import pack as p
        tools.pack(size=1)
        p(1, size=2)
        other(size=3)
        """,
        snapshot("""\
main.py:3   tools.pack(size=1)             read (inferred)
                       ^^^^
main.py:4   p(1, size=2)                   read (inferred)
                 ^^^^
tools.py:1  def pack(size, *, name=None):  definition
                     ^^^^
tools.py:2      return size                read
                       ^^^^
"""),
    )
    check_references(
        """
        //- main.py
        class Base:
            def __init__(self, <|>size): ...
            def grow(self, by): ...
        class Box(Base):
            def more(self):
                self.grow(by=1)
                super().__init__(size=2)
        Box(size=3).grow(by=4)
        """,
        snapshot("""\
main.py:2      def __init__(self, size): ...  definition
                                  ^^^^
main.py:7          super().__init__(size=2)   read (inferred)
                                    ^^^^
main.py:8  Box(size=3).grow(by=4)             read (inferred)
               ^^^^
"""),
    )


def test_where_assignments_alone_define_the_later_ones_are_uses() -> None:
    check_references(
        """
        //- a.py
        class Cell:
            def __init__(self):
                self.va<|>lue = None

            def clear(self):
                self.value = 0

            def read(self):
                return self.value
        //- b.py
        from a import Cell
        Cell().value = 1
        """,
        snapshot("""\
a.py:3          self.value = None  definition
                     ^^^^^
a.py:6          self.value = 0     write
                     ^^^^^
a.py:9          return self.value  read
                            ^^^^^
b.py:2  Cell().value = 1           write (inferred)
               ^^^^^
"""),
    )


def test_a_later_assignment_of_a_local_name_is_a_use() -> None:
    check_references(
        """
        //- a.py
        def f(given):
            va<|>lue = 1
            if given:
                value = 2
            return value
        """,
        snapshot("""\
a.py:2      value = 1      definition
            ^^^^^
a.py:4          value = 2  write
                ^^^^^
a.py:5      return value   read
                   ^^^^^
"""),
    )
