"""What is on disk is what is answered, however it came there; asking again is all that waiting is.

The daemon watches for itself: unless a test says that it hints, nobody tells it anything.
"""

from __future__ import annotations

import itertools
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from .real_daemon import Project, eventually, everything, failure, places, where
from .test_daemon_faults import package
from .used_packages import library, users


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    project = Project(tmp_path_factory.mktemp("fresh"))
    project.git("init", "-q")
    project.settle()
    yield project
    project.close()


def becomes(look: Callable[[], list[str]], new: list[str], *until: list[str]) -> None:
    """It is `new` in the end, and nothing but one of `until` before that."""

    def now() -> bool:
        found = look()
        assert found in (new, *until)
        return found == new

    eventually(now, True)


# --- One file ---------------------------------------------------------------------------------


def test_what_was_written_before_a_question_counts_though_it_names_no_file(
    project: Project,
) -> None:
    """Once a write has returned, an answer that calls itself complete has it."""
    project.write("plain.py", "def plain_0(): ...\n")
    eventually(lambda: everything(project, "plain_0"), {"plain.py plain_0"})
    for number in range(1, 40):
        project.write("plain.py", f"def plain_{number}(): ...\n")
        assert everything(project, f"plain_{number}") >= {f"plain.py plain_{number}"}
        folder = f"plain{number}"
        project.write(f"{folder}/new.py", f"def deep_{number}(): ...\n")
        assert everything(project, f"deep_{number}") >= {f"{folder}/new.py deep_{number}"}


def test_a_file_is_created(project: Project) -> None:
    library(project, "created")
    project.write("created/three.py", "from created.lib import created_f\n\ncreated_f()\n")
    becomes(
        lambda: project.references("created_f"),
        users("created", "one", "three", "two"),
        users("created", "one", "two"),
    )


def test_a_file_is_edited_again_and_again(project: Project) -> None:
    library(project, "edited")
    old = users("edited", "one", "two")
    for lines in (2, 7, 1, 30, 3):
        project.write("edited/one.py", "\n" * lines + "from edited.lib import edited_f\n")
        new = [f"edited/one.py:{lines + 1}:24 import", *users("edited", "two")]
        # Who writes like that empties the file first.
        emptied = users("edited", "two")
        becomes(lambda: project.references("edited_f"), new, old, emptied)
        old = new


def test_a_question_about_the_file_itself_needs_no_wait_at_all(project: Project) -> None:
    for number in range(30):
        name = f"self_{number}"
        project.write("self/asked.py", f"def {name}(): pass\n\n\n{name}()\n")
        assert project.outline("self/asked.py") == [name]
        assert project.definition("self/asked.py", 3, 0) == ["self/asked.py:1:5 definition"]
        path = f"self/new_{number}/asked.py"
        project.write(path, f"def {name}(): pass\n")
        assert project.outline(path) == [name]
        shutil.rmtree(project.root / path.rpartition("/")[0])
        error = failure(lambda: project.outline(path))  # noqa: B023
        assert "there is no file" in str(error)


def test_a_question_that_follows_a_hint_knows_what_was_written(project: Project) -> None:
    library(project, "hinted")
    for number in range(1, 30):
        project.write(
            "hinted/one.py",
            "from hinted.lib import hinted_f\n" + "hinted_f()\n" * number,
        )
        fresh = f"hinted/fresh_{number}/user.py"
        project.write(fresh, "from hinted.lib import hinted_f\n")
        project.changed("hinted/one.py", str(project.root / fresh))
        found = project.references("hinted_f")
        assert sum(use.startswith("hinted/one.py") for use in found) == 1 + number
        assert f"{fresh}:1:24 import" in found
        project.root.joinpath(fresh).unlink()
        project.changed(fresh)
        assert not any(use.startswith(fresh) for use in project.references("hinted_f"))


def test_a_file_is_appended_to_emptied_and_removed(project: Project) -> None:
    library(project, "grown")
    path = project.root / "grown/one.py"
    with path.open("a") as file:
        file.write("grown_f()\n")
    one = [*users("grown", "one"), "grown/one.py:4:1 call"]
    becomes(
        lambda: project.references("grown_f"),
        [*one, *users("grown", "two")],
        users("grown", "one", "two"),
    )
    path.write_text("")
    eventually(lambda: project.references("grown_f"), users("grown", "two"))
    path.unlink()
    (project.root / "grown/two.py").unlink()
    becomes(lambda: project.references("grown_f"), [], users("grown", "two"))


def test_a_file_is_replaced_as_editors_save(project: Project) -> None:
    library(project, "replaced")
    for number in range(10):
        beside = project.write("replaced/.one.py.tmp", "\n" * number + "import replaced.lib\n")
        beside.replace(project.root / "replaced/one.py")
        eventually(
            lambda: project.references("replaced.lib"),
            [
                f"replaced/one.py:{number + 1}:17 import",
                "replaced/two.py:1:15 import",
            ],
        )
    # Moved away and written anew, as editors with backups do.
    path = project.root / "replaced/two.py"
    path.rename(path.with_name("two.py~"))
    project.write("replaced/two.py", "\nimport replaced.lib\n")
    eventually(
        lambda: project.references("replaced.lib"),
        ["replaced/one.py:10:17 import", "replaced/two.py:2:17 import"],
    )


def test_a_file_is_renamed(project: Project) -> None:
    library(project, "renamed")
    folder = project.root / "renamed"
    (folder / "one.py").rename(folder / "three.py")
    eventually(lambda: project.references("renamed_f"), users("renamed", "three", "two"))
    # The definition's file: nobody finds it under the old name, and everybody again afterwards.
    (folder / "lib.py").rename(folder / "bib.py")
    eventually(lambda: project.references("renamed_f"), [])
    assert project.definition("renamed/two.py", 2, 0) == []
    (folder / "bib.py").rename(folder / "lib.py")
    eventually(lambda: project.references("renamed_f"), users("renamed", "three", "two"))


def test_two_files_change_places(project: Project) -> None:
    first = project.write("swap/a.py", "swap_first = 1\n")
    second = project.write("swap/b.py", "swap_other = 1\n")
    eventually(lambda: where(project, "swap_first", "swap_other"), ["swap/a.py", "swap/b.py"])
    # Equal in size, and each keeps its times: only the inode tells.
    first.rename(first.with_suffix(".tmp"))
    second.rename(first)
    first.with_suffix(".tmp").rename(second)
    eventually(lambda: where(project, "swap_first", "swap_other"), ["swap/b.py", "swap/a.py"])


def test_an_edit_that_size_and_time_do_not_show(project: Project) -> None:
    path = project.write("same/size.py", "same_a = 1\n")
    eventually(lambda: everything(project, "same_") >= {"same/size.py same_a"}, True)
    times = path.stat()
    for letter in "bcdefgh":
        path.write_text(f"same_{letter} = 1\n")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        eventually(lambda: everything(project, "same_") >= {f"same/size.py same_{letter}"}, True)  # noqa: B023


def test_writes_faster_than_the_daemon_end_with_the_last(project: Project) -> None:
    for number in range(500):
        project.write("fast/one.py", f"fast_{number:03} = 1\n")
    eventually(
        lambda: everything(project, "fast_"),
        {"fast/one.py fast_499"},
    )


# --- What others see --------------------------------------------------------------------------


def test_a_definition_that_changes_is_noticed_by_those_who_use_it(project: Project) -> None:
    library(project, "spread")
    at = ["spread/lib.py:1:5 definition"]
    for _ in range(3):
        project.write("spread/lib.py", "def other():\n    return 1\n")
        eventually(lambda: project.definition("spread/two.py", 2, 0), [])
        project.write("spread/lib.py", "def spread_f():\n    return 1\n")
        eventually(lambda: project.definition("spread/two.py", 2, 0), at)
        assert project.references("spread_f") == users("spread", "one", "two")
    # Through a module that passes it on, which does not change.
    project.write("spread/__init__.py", "from spread.lib import *\n")
    project.write("spread/two.py", "import spread\n\nspread.spread_f()\n")
    eventually(lambda: project.definition("spread/two.py", 2, 7), at)
    project.write("spread/lib.py", '__all__ = ["other"]\n\n\ndef spread_f():\n    return 1\n')
    eventually(lambda: project.definition("spread/two.py", 2, 7), [])
    project.write("spread/lib.py", "\n\ndef spread_f():\n    return 1\n")
    eventually(lambda: project.definition("spread/two.py", 2, 7), ["spread/lib.py:3:5 definition"])


def test_those_who_know_a_symbol_by_another_name_are_waited_for(project: Project) -> None:
    project.write("alias/lib.py", "")
    project.write("alias/middle.py", "from alias.lib import hidden as shown\n")
    for number in range(20):
        project.write(f"alias/user{number}.py", "from alias.middle import shown\n\nshown()\n")
    project.settle()
    for kind in ("def hidden(): pass\n", "class hidden: pass\n", "hidden = print\n"):
        project.write("alias/lib.py", kind)
        project.changed("alias/lib.py")
        assert len(project.references("alias.lib.hidden")) == 2 + 2 * 20
        project.write("alias/lib.py", "")
        project.changed("alias/lib.py")
        assert project.definition("alias/user7.py", 2, 0) == []


def test_those_who_import_a_module_are_waited_for(project: Project) -> None:
    for number in range(20):
        project.write(f"late_module/user{number}.py", "import late_module.lib as other\n")
    project.settle()
    for text in ("x = 1\n", "y = 1\n"):
        project.write("late_module/lib.py", text)
        project.changed("late_module/lib.py")
        assert len(project.references("late_module.lib")) == 2 * 20
        (project.root / "late_module/lib.py").unlink()
        project.changed("late_module/lib.py")
        assert project.definition("late_module/user3.py", 0, 19) == []


def test_a_module_that_appears_is_found_by_those_who_import_it(project: Project) -> None:
    project.write("late/user.py", "from late.lib import late_f\n\nlate_f()\n")
    assert project.definition("late/user.py", 2, 0) == []
    project.write("late/lib.py", "def late_f(): pass\n")
    eventually(lambda: project.definition("late/user.py", 2, 0), ["late/lib.py:1:5 definition"])
    # A package of the name goes before the module.
    project.write("late/lib/__init__.py", "\ndef late_f(): pass\n")
    eventually(
        lambda: project.definition("late/user.py", 2, 0),
        ["late/lib/__init__.py:2:5 definition"],
    )
    shutil.rmtree(project.root / "late/lib")
    eventually(lambda: project.definition("late/user.py", 2, 0), ["late/lib.py:1:5 definition"])


# --- Folders ----------------------------------------------------------------------------------


def test_folders_are_moved(project: Project) -> None:
    library(project, "moved")
    inner = project.write("moved/deep/down/inner.py", "moved_inner = 1\n")
    eventually(lambda: where(project, "moved_inner"), ["moved/deep/down/inner.py"])
    folder = project.root / "moved"
    (folder / "deep").rename(folder / "shallow")
    eventually(lambda: where(project, "moved_inner"), ["moved/shallow/down/inner.py"])
    # Out of the tree and back, under another name.
    (folder / "shallow").rename(project.folder / "apart")
    eventually(lambda: where(project, "moved_inner"), [])
    (project.folder / "apart").rename(project.root / "back")
    eventually(lambda: where(project, "moved_inner"), ["back/down/inner.py"])
    # What happens in it then is seen as before.
    project.write("back/down/inner.py", "\nmoved_inner = 1\nmoved_more = 2\n")
    eventually(lambda: where(project, "moved_more"), ["back/down/inner.py"])
    # A whole package: absolute imports of its old name mean nothing any more.
    folder.rename(project.root / "removed")
    eventually(lambda: project.references("moved_f"), [])
    (project.root / "removed").rename(folder)
    eventually(lambda: project.references("moved_f"), users("moved", "one", "two"))
    assert not inner.exists()


def test_a_tree_is_deleted_and_comes_back(project: Project) -> None:
    library(project, "deleted")
    for _ in range(3):
        shutil.rmtree(project.root / "deleted")
        eventually(lambda: project.references("deleted_f"), [])
        assert everything(project, "deleted_") == set()
        library(project, "deleted")


def test_a_file_and_a_folder_take_each_others_place(project: Project) -> None:
    place = project.write("place.py", "place_file = 1\n")
    eventually(lambda: where(project, "place_file"), ["place.py"])
    for _ in range(3):
        place.unlink()
        project.write("place.py/inner.py", "place_folder = 1\n")
        eventually(lambda: where(project, "place_file", "place_folder"), ["place.py/inner.py"])
        shutil.rmtree(place)
        place.write_text("place_file = 1\n")
        eventually(lambda: where(project, "place_file", "place_folder"), ["place.py"])


def test_three_hundred_files_at_once_in_fresh_folders(project: Project) -> None:
    project.write("many_lib.py", "def many_f(): pass\n")
    for number in range(300):
        project.write(
            f"many/a{number % 7}/b{number % 5}/c{number}/user.py",
            "from many_lib import many_f\n\nmany_f()\n",
        )
    eventually(lambda: len(project.references("many_f")), 600)
    shutil.rmtree(project.root / "many")
    eventually(lambda: len(project.references("many_f")), 0)


# --- Rules ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "text"),
    [
        (".gitignore", "some/\n"),
        (".gitignore", "ruled/some/*.py\n"),
        ("ruled/.gitignore", "/some\n"),
        (".codegraphignore", "some/\n"),
        ("ruled/some/.codegraphignore", "*\n"),
        (".git/info/exclude", "inner.py\n"),
        ("codegraph.toml", '[index]\nexclude = ["ruled/some"]\n'),
    ],
)
def test_a_rule_that_changes_takes_effect(project: Project, rules: str, text: str) -> None:
    kept, inner = "ruled/kept.py", "ruled/some/inner.py"

    def indexed() -> list[str]:
        return where(project, "ruled_kept", "ruled_inner")

    project.write(kept, "ruled_kept = 1\n")
    project.write(inner, "ruled_inner = 1\n")
    eventually(indexed, [kept, inner])
    path = project.root / rules
    before = path.read_bytes() if path.exists() else None
    project.write(rules, text)
    eventually(indexed, [kept])
    # What is written into what is left out is not read.
    project.write(inner, "\nruled_inner = 1\n")
    project.changed(inner)
    assert indexed() == [kept]
    if before is None:
        path.unlink()
    else:
        path.write_bytes(before)
    eventually(indexed, [kept, inner])


def test_the_size_limit_of_the_settings_takes_effect(project: Project) -> None:
    project.write("sized/big.py", "sized_big = 1\n" + "\n" * 3000)
    eventually(lambda: where(project, "sized_big"), ["sized/big.py"])
    settings = project.write("codegraph.toml", "[index]\nmax_file_kb = 2\n")
    eventually(lambda: where(project, "sized_big"), [])
    settings.unlink()
    eventually(lambda: where(project, "sized_big"), ["sized/big.py"])


def test_while_git_writes_the_tree_nothing_is_called_complete(project: Project) -> None:
    project.write("locked.py", "locked_a = 1\n")
    eventually(lambda: where(project, "locked_a"), ["locked.py"])
    lock = project.write(".git/index.lock", "")
    answer = project.ask("definition", symbol="locked_a", deadline_ms=100)
    assert answer["complete"] is False
    assert answer["reason"]
    lock.unlink()
    assert where(project, "locked_a") == ["locked.py"]


# --- All at once ------------------------------------------------------------------------------


@contextmanager
def somebody_writes(write: Callable[[int], None]) -> Iterator[None]:
    """Meanwhile another thread writes without a rest; it is told how often it has written."""
    stop = threading.Event()

    def write_on() -> None:
        for number in itertools.count(1):
            if stop.is_set():
                return
            write(number)

    writer = threading.Thread(target=write_on)
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join()


def test_questions_are_answered_while_files_change(project: Project) -> None:
    library(project, "busy")
    expected = users("busy", "one", "two")

    def write(number: int) -> None:
        project.write(f"busy/other{number % 20}.py", f"busy_{number} = 1\n")

    with somebody_writes(write):
        for _ in range(50):
            answer = project.ask("references", symbol="busy_f", deadline_ms=500)
            assert places(answer) == expected
            assert project.definition("busy/two.py", 2, 0) == ["busy/lib.py:1:5 definition"]


def test_who_waits_for_all_of_the_index_does_not_wait_for_who_never_rests(
    project: Project,
) -> None:
    project.write_all(package("ring", 40))

    def write(number: int) -> None:
        at = number % 7
        project.write(f"ring/mod{at}.py", f"def ring_{at}(): return {number}\n")
        project.write(f"ring/extra{number % 3}.py", f"from ring.mod{at} import *\n")
        (project.root / f"ring/extra{(number + 1) % 3}.py").unlink(missing_ok=True)
        time.sleep(0.001)

    with somebody_writes(write):
        for wait in ("graph", "ready"):
            assert project.ask("index", wait=wait)["root"] == str(project.root)
        assert project.ask("verify")["differences"] == []


def test_after_all_this_the_index_is_as_a_fresh_one(project: Project) -> None:
    """Last in this module."""
    project.check()
