"""What a name stands for that comes from another module: re-exports, wildcards, conditions."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_definition, check_references


def test_re_exports_plain_renamed_and_chained() -> None:
    check_references(
        """
        //- pkg/__init__.py
        from .inner import f
        from .inner import f as g
        //- pkg/inner/__init__.py
        from .deep import f
        //- pkg/inner/deep.py
        def <|>f(): ...
        //- main.py
        import pkg
        from pkg import f, g as h
        f()
        h()
        pkg.f()
        pkg.g()
        """,
        snapshot("""\
main.py:2                from pkg import f, g as h  import
                                         ^
main.py:2                from pkg import f, g as h  import
                                            ^
main.py:2                from pkg import f, g as h  import
                                                 ^
main.py:3                f()                        call
                         ^
main.py:4                h()                        call
                         ^
main.py:5                pkg.f()                    call
                             ^
main.py:6                pkg.g()                    call
                             ^
pkg/__init__.py:1        from .inner import f       import
                                            ^
pkg/__init__.py:2        from .inner import f as g  import
                                            ^
pkg/__init__.py:2        from .inner import f as g  import
                                                 ^
pkg/inner/__init__.py:1  from .deep import f        import
                                           ^
pkg/inner/deep.py:1      def f(): ...               definition
                             ^
"""),
    )


def test_a_submodule_is_a_member_of_its_package() -> None:
    check_references(
        """
        //- pkg/__init__.py
        from . import sub
        //- pkg/sub.py
        def <|>f(): ...
        //- main.py
        import pkg
        from pkg import sub
        pkg.sub.f()
        sub.f()
        """,
        snapshot("""\
main.py:3     pkg.sub.f()   call
                      ^
main.py:4     sub.f()       call
                  ^
pkg/sub.py:1  def f(): ...  definition
                  ^
"""),
    )


def test_what_a_package_binds_hides_its_submodule() -> None:
    check_definition(
        """
        //- pkg/__init__.py
        from .run import run
        //- pkg/run.py
        def run(): ...
        //- main.py
        from pkg import ru<|>n
        """,
        snapshot("""\
pkg/run.py:1  def run(): ...  definition
                  ^^^
"""),
    )


def test_a_submodule_is_there_though_its_package_does_not_import_it() -> None:
    check_definition(
        """
        //- pkg/__init__.py
        //- pkg/sub.py
        def f(): ...
        //- main.py
        import pkg.sub
        pkg.sub.<|>f()
        """,
        snapshot("""\
pkg/sub.py:1  def f(): ...  definition
                  ^
"""),
    )


def test_a_wildcard_brings_what_has_no_underscore() -> None:
    check_references(
        """
        //- one.py
        def <|>f(): ...
        def _g(): ...
        //- main.py
        from one import *
        f()
        _g()
        """,
        snapshot("""\
main.py:2  f()           call
           ^
one.py:1   def f(): ...  definition
               ^
"""),
    )
    check_definition(
        """
        //- one.py
        def _g(): ...
        //- main.py
        from one import *
        _<|>g()
        """,
        snapshot("(nothing)\n"),
    )


def test_a_list_of_exports_decides_for_wildcards_alone() -> None:
    fixture = """
        //- one.py
        __all__ = ["_g"]
        __all__ += ["h"]
        def f(): ...
        def _g(): ...
        def h(): ...
        //- main.py
        from one import *
        f()
        _g()
        h()
        //- other.py
        from one import f
        f()
        """
    check_definition(
        fixture.replace("\n        f()", "\n        <|>f()", 1), snapshot("(nothing)\n")
    )
    check_definition(
        fixture.replace("_g()\n        h", "_<|>g()\n        h"),
        snapshot("""\
one.py:4  def _g(): ...  definition
              ^^
"""),
    )
    check_definition(
        fixture.replace("h()\n        //", "<|>h()\n        //"),
        snapshot("""\
one.py:5  def h(): ...  definition
              ^
"""),
    )
    check_references(
        fixture.replace("def f", "def <|>f"),
        snapshot("""\
one.py:3    def f(): ...       definition
                ^
other.py:1  from one import f  import
                            ^
other.py:2  f()                call
            ^
"""),
    )


def test_wildcards_follow_one_another_even_in_a_circle() -> None:
    check_references(
        """
        //- one.py
        from two import *
        def <|>f(): ...
        //- two.py
        from three import *
        f()
        //- three.py
        from one import *
        f()
        //- main.py
        from two import f
        f()
        """,
        snapshot("""\
main.py:1   from two import f  import
                            ^
main.py:2   f()                call
            ^
one.py:2    def f(): ...       definition
                ^
three.py:2  f()                call
            ^
two.py:2    f()                call
            ^
"""),
    )


def test_a_wildcard_brings_a_submodule_only_if_the_package_names_it() -> None:
    fixture = """
        //- pkg/__init__.py
        {}
        //- pkg/sub.py
        //- main.py
        from pkg import *
        s<|>ub
        """
    check_definition(fixture.format(""), snapshot("(nothing)\n"))
    check_definition(
        fixture.format("__all__ = ['sub']"),
        snapshot("""\
pkg/sub.py:1    definition
              |
"""),
    )
    check_definition(
        fixture.format("from . import sub"),
        snapshot("""\
pkg/sub.py:1    definition
              |
"""),
    )


def test_a_files_own_name_comes_before_a_wildcards() -> None:
    check_definition(
        """
        //- one.py
        def f(): ...
        //- main.py
        from one import *
        def f(): ...
        f<|>()
        """,
        snapshot("""\
main.py:2  def f(): ...  definition
               ^
"""),
    )


def test_packages_that_import_each_other() -> None:
    check_references(
        """
        //- a/__init__.py
        from b import g
        def <|>f(): ...
        //- b/__init__.py
        from a import f
        def g(): return f()
        //- main.py
        from b import f
        """,
        snapshot("""\
a/__init__.py:2  def f(): ...         definition
                     ^
b/__init__.py:1  from a import f      import
                               ^
b/__init__.py:2  def g(): return f()  call
                                 ^
main.py:1        from b import f      import
                               ^
"""),
    )


def test_a_circle_of_re_exports_that_leads_nowhere() -> None:
    check_definition(
        """
        //- a.py
        from b import f
        //- b.py
        from a import f
        //- main.py
        from a import f
        <|>f()
        """,
        snapshot("(nothing)\n"),
    )


def test_either_of_two_conditional_imports() -> None:
    check_definition(
        """
        //- fast.py
        def dump(): ...
        //- slow.py
        def dump(): ...
        //- main.py
        try:
            from fast import dump
        except ImportError:
            from slow import dump
        <|>dump()
        """,
        snapshot("""\
fast.py:1  def dump(): ...  definition
               ^^^^
slow.py:1  def dump(): ...  definition
               ^^^^
"""),
    )


def test_an_import_for_types_alone() -> None:
    check_references(
        """
        //- model.py
        class <|>Model:
            def save(self): ...
        //- main.py
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from model import Model
        def store(model: "Model"):
            model.save()
        """,
        snapshot("""\
main.py:3       from model import Model  import
                                  ^^^^^
main.py:4   def store(model: "Model"):   type
                              ^^^^^
model.py:1  class Model:                 definition
                  ^^^^^
"""),
    )


def test_an_import_inside_a_function() -> None:
    check_references(
        """
        //- one.py
        def <|>f(): ...
        //- main.py
        def work():
            from one import f
            import one
            one.f()
            return f()
        f()
        """,
        snapshot("""\
main.py:2      from one import f  import
                               ^
main.py:4      one.f()            call
                   ^
main.py:5      return f()         call
                      ^
one.py:1   def f(): ...           definition
               ^
"""),
    )


def test_attributes_of_modules_through_aliases() -> None:
    check_references(
        """
        //- pkg/__init__.py
        //- pkg/mod.py
        def <|>f(): ...
        //- main.py
        import pkg.mod as m
        from pkg import mod
        g = m.f
        alias = mod
        g()
        alias.f()
        """,
        snapshot("""\
main.py:3     g = m.f       read
                    ^
main.py:6     alias.f()     call
                    ^
pkg/mod.py:1  def f(): ...  definition
                  ^
"""),
    )


def test_a_name_that_a_module_does_not_have() -> None:
    check_definition(
        """
        //- one.py
        def f(): ...
        //- two.py
        def g(): ...
        //- main.py
        from one import g
        <|>g()
        """,
        snapshot("(nothing)\n"),
    )


def test_what_is_imported_from_elsewhere_is_not_a_namesake_here() -> None:
    check_definition(
        """
        //- shop.py
        def sleep(): ...
        //- main.py
        from time import sleep
        <|>sleep()
        """,
        snapshot("(nothing)\n"),
    )


def test_a_package_that_takes_in_a_module_and_gives_it_its_own_name() -> None:
    check_definition(
        """
        //- shop/__init__.py
        from . import cart as _cart
        cart = _cart
        //- shop/cart.py
        def total(): ...
        //- main.py
        import shop
        shop.cart.to<|>tal()
        """,
        snapshot("""\
shop/cart.py:1  def total(): ...  definition
                    ^^^^^
"""),
    )
