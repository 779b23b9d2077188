"""Which files an edit links again: those whose answers it can change, and no others.

Each case is a tree, an edit and the files that are linked again. Afterwards the index must equal
the one built from scratch, so a case that links too little fails as surely as one that links too
much.
"""

from __future__ import annotations

import textwrap

from fixture_language import parse_fixture
from harness import Index, dump_scratch, in_index

# Who uses what: `user` a function, `caller` a method through two classes, `reader` an attribute
# of a module, `bystander` a namesake of everything.
PROJECT = """
    //- lib/__init__.py
    from lib.tools import work
    from lib import deep
    //- lib/tools.py
    def work(size=1):
        return size
    def idle(): ...
    def made():
        return Box()
    class Box:
        def open(self): ...
    //- lib/deep.py
    from lib.tools import Box
    class Deep(Box):
        def close(self): ...
    LIMIT = 1
    //- user.py
    from lib import work
    work(size=2)
    //- caller.py
    from lib.deep import Deep
    Deep().open()
    //- reader.py
    import lib
    lib.deep.LIMIT
    lib.deep.MISSING
    //- maker.py
    from lib.tools import made
    made().open()
    //- star.py
    from lib.tools import *
    idle()
    //- bystander.py
    def work(): ...
    def open(): ...
    work() + open()
    """


def linked_again(edit: str, project: str = PROJECT) -> list[str]:
    """The files that the steps of `edit` link again, once the result is found to be right."""
    fixture = parse_fixture(textwrap.dedent(project) + textwrap.dedent(edit))

    async def run(index: Index) -> tuple[list[str], str]:
        for tree in fixture.trees():
            await index.show(tree)
        assert len(index.linked) == len(set(index.linked)), "linked more than once"
        return sorted(index.linked), index.dump()

    linked, dump = in_index(run)
    assert dump == dump_scratch(fixture.final)
    return linked


def changed(path: str, old: str, new: str, project: str = PROJECT) -> str:
    """The edit that replaces `old` by `new` in one file."""
    text = parse_fixture(textwrap.dedent(project)).files[path]
    assert text.count(old) == 1
    return f"//- {path}@2\n{text.replace(old, new)}"


def test_a_changed_body() -> None:
    edit = changed("lib/tools.py", "return size", "size += 1")
    assert linked_again(edit) == ["lib/tools.py"]


def test_a_line_above_everything() -> None:
    edit = changed("lib/tools.py", "def work", "# A comment.\n\ndef work")
    assert linked_again(edit) == ["lib/tools.py"]


def test_a_renamed_function() -> None:
    edit = changed("lib/tools.py", "def work", "def labour")
    assert linked_again(edit) == ["lib/__init__.py", "lib/tools.py", "user.py"]


def test_a_renamed_class() -> None:
    edit = changed("lib/tools.py", "class Box", "class Crate")
    assert linked_again(edit) == ["caller.py", "lib/deep.py", "lib/tools.py", "maker.py"]


def test_a_renamed_method() -> None:
    edit = changed("lib/tools.py", "def open", "def unseal")
    assert linked_again(edit) == ["caller.py", "lib/tools.py", "maker.py"]


def test_a_renamed_parameter_that_a_keyword_argument_names() -> None:
    edit = changed("lib/tools.py", "(size=1)", "(weight=1)")
    assert linked_again(edit) == ["lib/tools.py", "user.py"]


def test_a_name_that_somebody_looked_for_in_vain() -> None:
    edit = changed("lib/deep.py", "LIMIT = 1", "LIMIT = 1\nMISSING = 2")
    assert linked_again(edit) == ["lib/deep.py", "reader.py"]


def test_a_method_that_hides_that_of_a_base() -> None:
    edit = changed("lib/deep.py", "def close(self): ...", "def open(self): ...")
    assert linked_again(edit) == ["caller.py", "lib/deep.py"]


def test_a_method_of_a_base_that_nobody_asked_for() -> None:
    edit = changed("lib/tools.py", "class Box:", "class Box:\n    def lock(self): ...")
    assert linked_again(edit) == ["lib/tools.py"]


def test_other_bases() -> None:
    edit = changed("lib/deep.py", "class Deep(Box)", "class Deep")
    assert linked_again(edit) == ["caller.py", "lib/deep.py"]


def test_what_a_function_returns() -> None:
    edit = changed("lib/tools.py", "return Box()", "return None")
    assert linked_again(edit) == ["lib/tools.py", "maker.py"]


def test_an_empty_module_that_shadows() -> None:
    assert linked_again("//- lib/tools/__init__.py@2\n") == [
        "caller.py",
        "lib/__init__.py",
        "lib/deep.py",
        "lib/tools/__init__.py",
        "maker.py",
        "star.py",
        "user.py",
    ]


def test_an_empty_package_that_shadows_from_a_nearer_folder() -> None:
    project = """
        //- lib/__init__.py
        def f(): ...
        //- app/main.py
        from lib import f
        //- main.py
        from lib import f
        """
    assert linked_again("//- app/lib/__init__.py@2\n", project) == [
        "app/lib/__init__.py",
        "app/main.py",
    ]


def test_a_package_loses_its_own_file() -> None:
    project = """
        //- app/pkg/__init__.py
        //- app/pkg/mod.py
        def f(): ...
        //- app/pkg/user.py
        from pkg.mod import f
        //- app/near.py
        from pkg.mod import f
        //- far.py
        from pkg.mod import f
        //- other.py
        import os
        """
    assert linked_again("//- app/pkg/__init__.py@2 deleted\n", project) == [
        "app/near.py",
        "app/pkg/user.py",
        "far.py",
    ]


def test_a_list_of_exports() -> None:
    edit = changed("lib/tools.py", "def idle", "__all__ = ['work']\ndef idle")
    assert linked_again(edit) == ["lib/tools.py", "star.py"]


def test_a_file_that_is_moved() -> None:
    assert linked_again("//- lib/deep.py@2 -> lib/flat.py\n") == [
        "caller.py",
        "lib/__init__.py",
        "lib/flat.py",
        "reader.py",
    ]


def test_a_file_that_is_moved_and_moved_back() -> None:
    assert linked_again("//- user.py@2 -> used.py\n//- used.py@3 -> user.py\n") == ["user.py"]


def test_a_decorator_that_says_what_self_is() -> None:
    project = """
        //- box.py
        class Box:
            def open(self): ...
            def me(self): return self
        //- user.py
        from box import Box
        Box().me().open()
        //- other.py
        from box import Box
        Box().open()
        """
    edit = changed("box.py", "    def me", "    @staticmethod\n    def me", project)
    assert linked_again(edit, project) == ["box.py", "user.py"]


def test_a_body_of_a_function_that_has_two() -> None:
    """What lies in the first body must not shift what is known of the second."""
    project = """
        //- one.py
        def f(): return 1
        def f(a): return None
        //- user.py
        from one import f
        f(b=1)
        """
    first = "//- one.py@2\ndef f(): return [x for x in y]\ndef f(a): return None\n"
    second = "//- one.py@3\ndef f(): return [x for x in y]\ndef f(b): return None\n"
    assert linked_again(first, project) == ["one.py"]
    assert linked_again(first + second, project) == ["one.py", "user.py"]


def test_a_second_body_of_a_method_elsewhere_in_the_class() -> None:
    project = """
        //- one.py
        class Box:
            def get(self): ...
        class Box:
            def open(self): ...
        //- two.py
        from one import Box
        def get(): return Box().get()
        //- user.py
        from two import get
        get().open()
        """
    edit = changed(
        "one.py",
        "    def open(self): ...",
        "    def open(self): ...\n    def get(self): return self",
        project,
    )
    assert linked_again(edit, project) == ["one.py", "two.py", "user.py"]


def test_an_alias_a_re_export_and_an_attribute_follow_their_source() -> None:
    project = """
        //- one.py
        class Box:
            def open(self): ...
        //- two.py
        import one
        Alias = one.Box
        //- three.py
        from two import Alias as Again
        //- user.py
        import three
        three.Again().open()
        """
    edit = changed("two.py", "one.Box", "one.Other", project)
    assert linked_again(edit, project) == ["two.py", "user.py"]


def test_a_method_becomes_a_property() -> None:
    project = """
        //- one.py
        class Box:
            def lid(self): return Box()
            def open(self): ...
        //- user.py
        from one import Box
        Box().lid.open()
        //- other.py
        from one import Box
        Box().open()
        """
    edit = changed("one.py", "    def lid", "    @property\n    def lid", project)
    assert linked_again(edit, project) == ["one.py", "user.py"]


def test_a_folder_becomes_a_namespace_package() -> None:
    project = """
        //- user.py
        import space.inner
        from space import inner
        space.inner.f()
        //- other.py
        import elsewhere
        """
    edit = "//- space/inner/other.py@2\ndef f(): ...\n"
    assert linked_again(edit, project) == ["space/inner/other.py", "user.py"]


def test_a_package_appears_in_a_project_of_its_own() -> None:
    project = """
        //- one/user.py
        from app import start
        //- two/lib/app/__init__.py
        def start(): "further away"
        //- other.py
        from application import start
        """
    edit = "//- one/lib/app/__init__.py@2\ndef start(): ...\n"
    assert linked_again(edit, project) == ["one/lib/app/__init__.py", "one/user.py"]


def test_a_package_is_inside_another_from_now_on() -> None:
    """What was a package at the top of a source folder is reached through its parent only."""
    project = """
        //- user.py
        from app import start
        //- deep/down/app/__init__.py
        def start(): ...
        //- other.py
        from application import start
        """
    assert linked_again("//- deep/down/__init__.py@2\n", project) == [
        "deep/down/__init__.py",
        "user.py",
    ]


def test_an_annotation_and_a_default_are_values_too() -> None:
    project = """
        //- one.py
        class Box:
            def open(self): ...
        class Bag:
            def open(self): ...
        def pack(box: Box, bag=Bag()):
            return box
        //- user.py
        from one import pack
        pack(box=1).open()
        //- other.py
        from one import pack
        pack(box=1, bag=2)
        """
    edit = changed("one.py", "box: Box", "box: Bag", project)
    assert linked_again(edit, project) == ["one.py", "user.py"]
