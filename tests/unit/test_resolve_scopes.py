"""Which binding a bare name means: functions, classes, comprehensions, globals, redefinitions."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_definition, check_references


def test_locals_and_parameters_hide_what_is_outside() -> None:
    check_references(
        """
        //- main.py
        def <|>total(): ...
        def local():
            total = 1
            return total
        def parameter(total):
            return total
        def neither():
            return total()
        """,
        snapshot("""\
main.py:1  def total(): ...    definition
               ^^^^^
main.py:8      return total()  call
                      ^^^^^
"""),
    )


def test_a_comprehension_hides_a_name_in_itself_alone() -> None:
    check_references(
        """
        //- main.py
        <|>row = 1
        rows = [row for row in table(row)]
        print(row, lambda row: row, lambda: row)
        """,
        snapshot("""\
main.py:1  row = 1                                   definition
           ^^^
main.py:2  rows = [row for row in table(row)]        read
                                        ^^^
main.py:3  print(row, lambda row: row, lambda: row)  read
                 ^^^
main.py:3  print(row, lambda row: row, lambda: row)  read
                                               ^^^
"""),
    )


def test_the_names_of_a_class_body_are_not_seen_in_its_methods() -> None:
    check_references(
        """
        //- main.py
        def <|>size(): "outside"
        class Box:
            size = 1
            half = size / 2
            def grow(self):
                return size()
        """,
        snapshot("""\
main.py:1  def size(): "outside"  definition
               ^^^^
main.py:6          return size()  call
                          ^^^^
"""),
    )


def test_a_nested_function_sees_the_function_around_it() -> None:
    check_references(
        """
        //- main.py
        def helper(): "outside"
        def work():
            def <|>helper(): "inside"
            def again():
                return helper()
            return helper()
        helper()
        """,
        snapshot("""\
main.py:3      def helper(): "inside"  definition
                   ^^^^^^
main.py:5          return helper()     call
                          ^^^^^^
main.py:6      return helper()         call
                      ^^^^^^
"""),
    )


def test_nested_classes() -> None:
    check_references(
        """
        //- model.py
        class Model:
            class <|>Meta:
                ordering = []
            meta = Meta
            def options(self):
                return self.Meta.ordering, Model.Meta
        //- main.py
        from model import Model
        Model.Meta.ordering
        """,
        snapshot("""\
main.py:2   Model.Meta.ordering                            read
                  ^^^^
model.py:2      class Meta:                                definition
                      ^^^^
model.py:4      meta = Meta                                read
                       ^^^^
model.py:6          return self.Meta.ordering, Model.Meta  read
                                ^^^^
model.py:6          return self.Meta.ordering, Model.Meta  read
                                                     ^^^^
"""),
    )


def test_global_and_nonlocal() -> None:
    check_references(
        """
        //- main.py
        <|>count = 0
        def up():
            global count
            count += 1
        def local():
            count = 1
            def inner():
                nonlocal count
                count = 2
        """,
        snapshot("""\
main.py:1  count = 0         definition
           ^^^^^
main.py:3      global count  read
                      ^^^^^
main.py:4      count += 1    write
               ^^^^^
"""),
    )


def test_a_name_that_is_defined_more_than_once_has_all_its_sites() -> None:
    check_definition(
        """
        //- one.py
        if fast:
            def work(): "fast"
        else:
            def work(): "slow"
        //- main.py
        from one import work
        <|>work()
        """,
        snapshot("""\
one.py:2      def work(): "fast"  definition
                  ^^^^
one.py:4      def work(): "slow"  definition
                  ^^^^
"""),
    )


def test_overloads_and_accessors_are_one_symbol() -> None:
    check_references(
        """
        //- one.py
        from typing import overload
        @overload
        def pick(x: int) -> int: ...
        @overload
        def pick(x: str) -> str: ...
        def <|>pick(x): return x
        pick(1)
        """,
        snapshot("""\
one.py:3  def pick(x: int) -> int: ...  definition
              ^^^^
one.py:5  def pick(x: str) -> str: ...  definition
              ^^^^
one.py:6  def pick(x): return x         definition
              ^^^^
one.py:7  pick(1)                       call
          ^^^^
"""),
    )
    check_references(
        """
        //- one.py
        class Box:
            @property
            def <|>size(self): return 1
            @size.setter
            def size(self, value): ...
            def grow(self):
                self.size = self.size + 1
        """,
        snapshot("""\
one.py:3      def size(self): return 1       definition
                  ^^^^
one.py:4      @size.setter                   read
               ^^^^
one.py:5      def size(self, value): ...     definition
                  ^^^^
one.py:7          self.size = self.size + 1  write
                       ^^^^
one.py:7          self.size = self.size + 1  read
                                   ^^^^
"""),
    )


def test_decorators_are_uses() -> None:
    check_references(
        """
        //- tools.py
        def <|>timed(f): return f
        //- main.py
        import tools
        from tools import timed
        @timed
        def one(): ...
        @tools.timed
        class Two:
            @timed
            def three(self): ...
        """,
        snapshot("""\
main.py:2   from tools import timed  import
                              ^^^^^
main.py:3   @timed                   read
             ^^^^^
main.py:5   @tools.timed             read
                   ^^^^^
main.py:7       @timed               read
                 ^^^^^
tools.py:1  def timed(f): return f   definition
                ^^^^^
"""),
    )


def test_built_in_names_are_not_in_the_workspace() -> None:
    check_definition(
        """
        //- other.py
        def print(): ...
        //- main.py
        <|>print("hello")
        """,
        snapshot("(nothing)\n"),
    )


def test_a_class_and_its_members_are_used_before_they_are_defined() -> None:
    check_references(
        """
        //- main.py
        def work():
            return Box().open()
        class Box:
            def <|>open(self): ...
        """,
        snapshot("""\
main.py:2      return Box().open()  call (inferred)
                            ^^^^
main.py:4      def open(self): ...  definition
                   ^^^^
"""),
    )


def test_a_name_in_a_class_body_is_that_of_a_scope_around_until_it_is_bound_there() -> None:
    check_references(
        """
        //- main.py
        class <|>Box: ...
        class Shelf:
            Box = Box
            class Inner:
                Box: "Box | None" = None
                Box
            Box
        def work():
            class Local:
                Box: Box = make(lambda: Box)
        """,
        snapshot("""\
main.py:1   class Box: ...                        definition
                  ^^^
main.py:3       Box = Box                         read
                      ^^^
main.py:5           Box: "Box | None" = None      type
                          ^^^
main.py:10          Box: Box = make(lambda: Box)  type
                         ^^^
main.py:10          Box: Box = make(lambda: Box)  read
                                            ^^^
"""),
    )
    check_references(
        """
        //- main.py
        def helper(): ...
        class Shelf:
            <|>helper = staticmethod(helper)
            other = helper
        """,
        snapshot("""\
main.py:3      helper = staticmethod(helper)  definition
               ^^^^^^
main.py:4      other = helper                 read
                       ^^^^^^
"""),
    )
