"""Which file an import statement names: packages, folders, source folders, tests, stubs."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_definition, check_references


def test_a_module_beside_the_importer() -> None:
    check_definition(
        """
        //- tools/helpers.py
        def greet(): ...
        //- tools/run.py
        from helpers import gr<|>eet
        """,
        snapshot("""\
tools/helpers.py:1  def greet(): ...  definition
                        ^^^^^
"""),
    )


def test_a_module_of_a_package_from_another_package() -> None:
    check_references(
        """
        //- shop/__init__.py
        //- shop/cart/__init__.py
        //- shop/cart/total.py
        def <|>add(): ...
        //- bank/__init__.py
        from shop.cart.total import add
        //- bank/account/__init__.py
        import shop.cart.total
        shop.cart.total.add()
        """,
        snapshot("""\
bank/__init__.py:1          from shop.cart.total import add  import
                                                        ^^^
bank/account/__init__.py:2  shop.cart.total.add()            call
                                            ^^^
shop/cart/total.py:1        def add(): ...                   definition
                                ^^^
"""),
    )


def test_a_namespace_package_needs_no_file_of_its_own() -> None:
    check_references(
        """
        //- space/inner/one.py
        def <|>f(): ...
        //- space/two.py
        from .inner.one import f
        //- main.py
        import space.inner.one
        from space.inner import one
        from space import inner
        space.inner.one.f()
        one.f()
        inner.one.f()
        """,
        snapshot("""\
main.py:4             space.inner.one.f()       call
                                      ^
main.py:5             one.f()                   call
                          ^
main.py:6             inner.one.f()             call
                                ^
space/inner/one.py:1  def f(): ...              definition
                          ^
space/two.py:1        from .inner.one import f  import
                                             ^
"""),
    )


def test_a_package_with_a_file_comes_before_a_plain_folder() -> None:
    check_definition(
        """
        //- tools/main.py
        from pkg.mod import <|>f
        //- tools/pkg/mod.py
        def f(): "in a plain folder"
        //- pkg/__init__.py
        //- pkg/mod.py
        def f(): "in a package"
        """,
        snapshot("""\
pkg/mod.py:1  def f(): "in a package"  definition
                  ^
"""),
    )


def test_a_source_folder() -> None:
    check_definition(
        """
        //- src/shop/__init__.py
        //- src/shop/cart.py
        def total(): ...
        //- tests/test_cart.py
        from shop.cart import tot<|>al
        """,
        snapshot("""\
src/shop/cart.py:1  def total(): ...  definition
                        ^^^^^
"""),
    )


def test_the_nearest_of_several_projects_in_one_repository() -> None:
    check_definition(
        """
        //- one/src/app/__init__.py
        def start(): "of one"
        //- two/src/app/__init__.py
        def start(): "of two"
        //- two/tests/unit/test_app.py
        from app import sta<|>rt
        """,
        snapshot("""\
two/src/app/__init__.py:1  def start(): "of two"  definition
                               ^^^^^
"""),
    )


def test_tests_import_their_helpers_from_the_folders_above() -> None:
    check_references(
        """
        //- tests/helpers.py
        def <|>prepare(): ...
        //- tests/unit/test_one.py
        from helpers import prepare
        //- tests/unit/sub/test_two.py
        import helpers
        helpers.prepare()
        """,
        snapshot("""\
tests/helpers.py:1            def prepare(): ...           definition
                                  ^^^^^^^
tests/unit/sub/test_two.py:2  helpers.prepare()            call
                                      ^^^^^^^
tests/unit/test_one.py:1      from helpers import prepare  import
                                                  ^^^^^^^
"""),
    )


def test_tests_in_packages_import_their_siblings() -> None:
    check_references(
        """
        //- tests/__init__.py
        //- tests/unit/__init__.py
        //- tests/unit/data.py
        <|>ROWS = []
        //- tests/unit/test_one.py
        from .data import ROWS
        from tests.unit.data import ROWS as again
        from tests.unit import data
        data.ROWS
        //- tests/test_two.py
        from . import unit
        from .unit import data
        data.ROWS
        """,
        snapshot("""\
tests/test_two.py:3       data.ROWS                                  read
                               ^^^^
tests/unit/data.py:1      ROWS = []                                  definition
                          ^^^^
tests/unit/test_one.py:1  from .data import ROWS                     import
                                            ^^^^
tests/unit/test_one.py:2  from tests.unit.data import ROWS as again  import
                                                      ^^^^
tests/unit/test_one.py:2  from tests.unit.data import ROWS as again  import
                                                              ^^^^^
tests/unit/test_one.py:4  data.ROWS                                  read
                               ^^^^
"""),
    )


def test_what_is_beside_tests_or_documentation_does_not_import_from_them() -> None:
    check_references(
        """
        //- tests/sphinx/__init__.py
        # Tests of the documentation's own extensions.
        //- tests/sphinx/test_links.py
        import <|>sphinx
        //- tests/other/test_build.py
        import sphinx
        //- docs/conf.py
        import sphinx
        //- tools/release.py
        import sphinx
        """,
        snapshot("""\
tests/other/test_build.py:1   import sphinx                                   import
                                     ^^^^^^
tests/sphinx/__init__.py:1    # Tests of the documentation's own extensions.  definition
                              |
tests/sphinx/test_links.py:1  import sphinx                                   import
                                     ^^^^^^
"""),
    )


def test_a_script_inside_a_package_imports_what_lies_beside_it() -> None:
    check_definition(
        """
        //- app/__init__.py
        //- app/tool.py
        def work(): ...
        //- app/script.py
        from tool import w<|>ork
        """,
        snapshot("""\
app/tool.py:1  def work(): ...  definition
                   ^^^^
"""),
    )


def test_a_relative_import_beyond_the_root_is_nothing() -> None:
    check_definition(
        """
        //- pkg/mod.py
        from ... import <|>f
        //- f.py
        //- __init__.py
        def f(): ...
        """,
        snapshot("(nothing)\n"),
    )


def test_relative_imports_climb_the_folders() -> None:
    check_references(
        """
        //- a/__init__.py
        def <|>f(): ...
        //- a/b/__init__.py
        from .. import f
        //- a/b/c/__init__.py
        from ... import f as g
        //- a/b/c/d.py
        from ... import f
        from ...b import f as h
        """,
        snapshot("""\
a/__init__.py:1      def f(): ...             definition
                         ^
a/b/__init__.py:1    from .. import f         import
                                    ^
a/b/c/__init__.py:1  from ... import f as g   import
                                     ^
a/b/c/__init__.py:1  from ... import f as g   import
                                          ^
a/b/c/d.py:1         from ... import f        import
                                     ^
a/b/c/d.py:2         from ...b import f as h  import
                                      ^
a/b/c/d.py:2         from ...b import f as h  import
                                           ^
"""),
    )


def test_sources_come_before_stubs() -> None:
    check_references(
        """
        //- fast.pyi
        def <|>f() -> int: ...
        //- fast.py
        def f(): return 1
        //- main.py
        from fast import f
        """,
        snapshot("""\
fast.pyi:1  def f() -> int: ...  definition
                ^
"""),
    )


def test_a_stub_alone_is_a_module() -> None:
    check_definition(
        """
        //- native.pyi
        def f() -> int: ...
        //- main.py
        from native import <|>f
        """,
        snapshot("""\
native.pyi:1  def f() -> int: ...  definition
                  ^
"""),
    )


def test_a_package_comes_before_a_module_of_its_name() -> None:
    check_definition(
        """
        //- thing.py
        def f(): "module"
        //- thing/__init__.py
        def f(): "package"
        //- main.py
        from thing import <|>f
        """,
        snapshot("""\
thing/__init__.py:1  def f(): "package"  definition
                         ^
"""),
    )


def test_the_standard_library_is_not_looked_for_everywhere() -> None:
    check_definition(
        """
        //- vendor/json/__init__.py
        def loads(): ...
        //- main.py
        import json
        json.lo<|>ads()
        """,
        snapshot("(nothing)\n"),
    )


def test_a_namesake_of_the_standard_library_beside_the_importer() -> None:
    check_definition(
        """
        //- tools/types.py
        def convert(): ...
        //- tools/main.py
        from types import con<|>vert
        """,
        snapshot("""\
tools/types.py:1  def convert(): ...  definition
                      ^^^^^^^
"""),
    )


def test_what_is_installed_is_not_in_the_workspace() -> None:
    check_definition(
        """
        //- pkg/__init__.py
        //- pkg/get.py
        def get(): ...
        //- main.py
        import requests
        requests.<|>get("address")
        """,
        snapshot("(nothing)\n"),
    )


def test_a_file_is_what_an_import_of_a_module_refers_to() -> None:
    check_references(
        """
        //- shop/__init__.py
        //- shop/cart.py
        # A module.
        //- main.py
        import shop.<|>cart
        import shop.cart as basket
        from shop import cart
        cart
        basket
        shop.cart
        """,
        snapshot("""\
main.py:1       import shop.cart            import
                            ^^^^
main.py:2       import shop.cart as basket  import
                            ^^^^
main.py:2       import shop.cart as basket  import
                                    ^^^^^^
main.py:3       from shop import cart       import
                                 ^^^^
main.py:4       cart                        read
                ^^^^
main.py:5       basket                      read
                ^^^^^^
main.py:6       shop.cart                   read
                     ^^^^
shop/cart.py:1  # A module.                 definition
                |
"""),
    )
