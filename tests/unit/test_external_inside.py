"""Questions that are asked from inside of a library's file: in the environment of a workspace,
in `node_modules`, in the standard library, and nowhere else on the disk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from inline_snapshot import snapshot

from codegraph_client.errors import BadRequest
from fixture_language import draw_outline, parse_fixture
from harness import Index, in_index
from inside_libraries import HEAD, SITE, asked, drawn


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            "from .box import Bo<|>x",
            snapshot("""\
parcel/box.py:2  class Box:  definition
                       ^^^
"""),
        ),
        (
            "def f():\n    return SI<|>ZE\nSIZE = 1",
            snapshot("""\
parcel/__init__.py:3  SIZE = 1  definition
                      ^^^^
"""),
        ),
        (
            "def f():\n    größe = 1; return '😀', grö<|>ße",
            snapshot("""\
parcel/__init__.py:2      größe = 1; return '😀', größe  definition
                          ^^^^^
"""),
        ),
        (
            "def f(box):\n    return b<|>ox",
            snapshot("""\
parcel/__init__.py:1  def f(box):  definition
                            ^^^
"""),
        ),
        (
            "from .box import Box\ndef f(box: Box): return box.open().clo<|>se()",
            snapshot("""\
parcel/box.py:4      def close(self): ...  definition (inferred)
                         ^^^^^
"""),
        ),
        (
            "import ribbon\nribbon.ti<|>e()",
            snapshot("""\
ribbon.py:1  def tie(): ...  definition
                 ^^^
"""),
        ),
        (
            "import json\njson.dum<|>p",
            snapshot("""\
Python's standard library: def dump(
"""),
        ),
        (
            "class A:\n    def f(self): return self.f<|>()",
            snapshot("""\
parcel/__init__.py:2      def f(self): return self.f()  definition
                              ^
"""),
        ),
        (
            "def tw<|>ice(): ...",
            snapshot("""\
parcel/__init__.py:1  def twice(): ...  definition
                          ^^^^^
"""),
        ),
        (
            "nowh<|>ere",
            snapshot("""\
(nothing: what this name refers to is not known)
"""),
        ),
    ],
)
def test_definitions(code: str, expected: object) -> None:
    text = f"""{HEAD}
//- main.py
from parcel.box import Box
//- {SITE}/parcel/box.py
# ribbons and boxes
class Box:
    def open(self) -> "Box": ...
    def close(self): ...
//- {SITE}/ribbon.py
def tie(): ...
//- {SITE}/parcel/__init__.py
{code}
"""
    assert drawn("definition", text) == expected


def test_the_workspace_is_not_meant_by_a_library() -> None:
    text = f"""{HEAD}
//- other.py
def f(): ...
//- {SITE}/parcel/__init__.py
from other import f<|>
"""
    assert drawn("definition", text).startswith("(nothing")


def test_references_are_those_of_the_file_and_of_the_workspace() -> None:
    text = f"""{HEAD}
//- {SITE}/parcel/__init__.py
def sh<|>ip(box): ...
ship(1)
//- {SITE}/parcel/more.py
from parcel import ship
//- main.py
from parcel import ship as send
send(2)
//- other.py
def ship(): ...
ship()
"""
    expected = snapshot("""\
parcel/__init__.py:2  ship(1)                          call
                      ^^^^
main.py:1             from parcel import ship as send  import
                                         ^^^^
main.py:1             from parcel import ship as send  import
                                                 ^^^^
main.py:2             send(2)                          call
                      ^^^^
""")
    assert drawn("references", text) == expected
    assert drawn("references", text, after=-1) == expected
    assert drawn("references", text, after=1 << 40) == "(nothing: None)\n"
    first, *_ = drawn("references", text, definition=True).splitlines()
    assert first.startswith("parcel/__init__.py:1  def ship(box): ... ")


def test_references_of_a_functions_own_name() -> None:
    text = f"""{HEAD}
//- {SITE}/parcel/__init__.py
def ship():
    size = 1
    size = 2
    return si<|>ze
//- main.py
size = 3
"""
    assert drawn("references", text) == snapshot("""\
parcel/__init__.py:3      size = 2     write
                          ^^^^
parcel/__init__.py:4      return size  read
                                 ^^^^
""")


def test_an_assignment_that_defines_again_writes() -> None:
    text = f"""{HEAD}
//- {SITE}/parcel/__init__.py
SI<|>ZE = 1
SIZE = 2
print(SIZE)
"""
    assert drawn("references", text) == snapshot("""\
parcel/__init__.py:2  SIZE = 2     write
                      ^^^^
parcel/__init__.py:3  print(SIZE)  read
                            ^^^^
""")


def test_hover() -> None:
    text = f"""{HEAD}
//- {SITE}/parcel/__init__.py
def ship(box, *, deep: bool = False):
    \"\"\"Sends a box.\"\"\"
    label = "é"
    print(la<|>bel)
ship(1)
"""
    (local,) = asked("hover", text)[0]["results"]
    assert local["detail"] == 'label = "é"'
    text = text.replace("<|>", "").replace("ship(1)", "sh<|>ip(1)")
    (found,) = asked("hover", text)[0]["results"]
    assert (found["detail"], found["documentation"], found["external"]) == (
        "def ship(box, *, deep: bool = False)",
        "Sends a box.",
        "parcel 2.1",
    )


def test_outline() -> None:
    text = f"""{HEAD}
//- {SITE}/parcel/__init__.py
<|>class Box:
    größe = 1
    def close(self): ...
def ship(): ...
"""
    answer, _ = asked("outline", text, text=True)
    assert draw_outline(answer["results"]) == snapshot("""\
class Box 1-3
  field größe 2-2
  method close 3-3
function ship 4-4
""")
    box = answer["results"][0]
    assert (box["text"], box["children"][0]["text"]) == ("class Box:", "    größe = 1")


def test_the_standard_library() -> None:
    """What a definition leads to can be asked about in its turn, and again from there."""

    async def run(index: Index) -> None:
        await index.show({"main.py": "import json\njson.dump\n"})
        (there,) = (await index.ask("definition", {"path": "main.py", "line": 1, "column": 6}))[
            "results"
        ]
        assert there["path"].endswith("/typeshed/json/__init__.pyi")
        outline = await index.ask("outline", {"path": there["path"]})
        assert {"load", "dumps"} <= {each["name"] for each in outline["results"]}
        lines = Path(there["path"]).read_text(encoding="utf-8").splitlines()
        line = next(n for n, text in enumerate(lines) if "import JSONDecodeError" in text)
        place = {"path": there["path"], "line": line, "column": lines[line].index("JSONDecodeE")}
        (decoder,) = (await index.ask("definition", place))["results"]
        assert decoder["path"].endswith("/typeshed/json/decoder.pyi")
        (hover,) = (await index.ask("hover", place))["results"]
        assert hover["detail"].startswith("class JSONDecodeError")

    in_index(run, external_use="on")


def test_typescript() -> None:
    text = """
    //- node_modules/parcel/package.json
    {"name": "parcel", "version": "3.0.0", "types": "index.d.ts"}
    //- node_modules/parcel/index.d.ts
    import { Ribbon } from "./ribbon";
    export declare function ship(box: string, tied: Rib<|>bon): void;
    //- node_modules/parcel/ribbon.d.ts
    export interface Ribbon { color: string }
    //- a.ts
    import { ship } from "parcel";
    ship("a", { color: "red" });
    """
    assert drawn("definition", text) == snapshot("""\
node_modules/parcel/ribbon.d.ts:1  export interface Ribbon { color: string }  definition
                                                    ^^^^^^
""")
    text = text.replace("<|>", "").replace("function ship", "function sh<|>ip")
    assert drawn("references", text) == snapshot("""\
a.ts:1  import { ship } from "parcel";  import
                 ^^^^
a.ts:2  ship("a", { color: "red" });    call
        ^^^^
""")
    (hover,) = asked("hover", text)[0]["results"]
    assert hover["external"] == "parcel 3.0.0"


def test_a_file_that_is_saved_is_read_as_it_is_then() -> None:
    path = f"{SITE}/parcel/__init__.py"
    files = {
        ".venv/pyvenv.cfg": "version = 3.12.4\n",
        path: "def ship(): ...\nship()\n",
        "main.py": "import parcel\nparcel.ship()\n",
    }

    async def run(index: Index) -> None:
        await index.show(files)
        at = {"path": str(index.root / path), "line": 1, "column": 0}
        (before,) = (await index.ask("definition", at))["results"]
        full = index.root / path
        full.write_text("# A line more.\n\n\ndef ship(box): ...\nship(1)\n")
        (after,) = (await index.ask("definition", {**at, "line": 4}))["results"]
        assert (before["line"], after["line"]) == (0, 3)
        full.unlink()
        with pytest.raises(BadRequest, match="there is no file"):
            await index.ask("definition", at)

    in_index(run, external_use="on")


def test_by_a_path_below_the_root() -> None:
    """As editors have it whose folder holds the environment; none of it is indexed by that."""
    path = f"{SITE}/parcel/__init__.py"

    async def run(index: Index) -> None:
        await index.show({".venv/pyvenv.cfg": "version = 3.12.4\n", path: "def ship(): ...\n"})
        (found,) = (await index.ask("outline", {"path": path}))["results"]
        assert (found["name"], found["path"]) == ("ship", str(index.root / path))
        assert not (await index.ask("symbols", {"query": "ship"}))["results"]
        assert path not in index.workspace.generation

    in_index(run, external_use="on")


def test_an_environment_behind_a_link(tmp_path: Path) -> None:
    """Under the name that results give it, and under its own, which editors may find out."""
    real = tmp_path / "environments/one"
    package = real / "lib/python3.12/site-packages/parcel"
    package.mkdir(parents=True)
    (real / "pyvenv.cfg").write_text("version = 3.12.4\n")
    (package / "__init__.py").write_text("def ship(): ...\nship()\n")

    async def run(index: Index) -> None:
        await index.show({"main.py": "import parcel\nparcel.ship()\n"})
        os.symlink(real, index.root / ".venv")
        (there,) = (await index.ask("definition", {"path": "main.py", "line": 1, "column": 8}))[
            "results"
        ]
        assert there["path"] == str(index.root / SITE / "parcel/__init__.py")
        for path in (there["path"], str(package / "__init__.py")):
            answer = await index.ask("references", {"path": path, "line": 0, "column": 5})
            found = [(each["path"], each["line"]) for each in answer["results"]]
            assert found == [(there["path"], 1), ("main.py", 1)]

    in_index(run, external_use="on")


@pytest.mark.parametrize("method", ["outline", "definition", "hover", "references"])
def test_no_other_file_of_the_disk_is_read(tmp_path: Path, method: str) -> None:
    """Neither what lies elsewhere, nor what a path leads to from inside of a library, nor the
    libraries of another project."""
    (tmp_path / "notes.py").write_text("def secret(): ...\n")
    other = tmp_path / "other/node_modules/parcel/index.ts"
    other.parent.mkdir(parents=True)
    other.write_text("export function secret() {}\n")
    files = {
        ".venv/pyvenv.cfg": "version = 3.12.4\n",
        f"{SITE}/parcel/__init__.py": "def ship(): ...\n",
        f"{SITE}/parcel/data.txt": "words\n",
        "main.py": "import parcel\n",
    }

    async def run(index: Index) -> None:
        await index.show(files)
        inside = index.root / SITE
        up = os.path.relpath(tmp_path, inside)
        for path in (tmp_path / "notes.py", inside / up / "notes.py", other):
            with pytest.raises(BadRequest, match="lies outside the root"):
                await index.ask(method, {"path": str(path), "line": 0, "column": 5})
        answer = await index.ask(
            method, {"path": str(inside / "parcel/data.txt"), "line": 0, "column": 1}
        )
        assert not answer["results"]

    in_index(run, external_use="on")


def test_without_libraries_nothing_is_answered() -> None:
    path = f"{SITE}/parcel/__init__.py"
    files = {".venv/pyvenv.cfg": "version = 3.12.4\n", path: "def ship(): ...\n"}

    async def run(index: Index) -> list[Any]:
        await index.show(files)
        asking = {"path": str(index.root / path)}
        return [
            (await index.ask("outline", {**asking, "libraries": wanted}))["results"]
            for wanted in (True, False)
        ]

    assert in_index(run, external_use="off") == [[], []]
    assert [len(each) for each in in_index(run, external_use="on")] == [1, 0]


BESIDE = """
//- ../go/src/builtin/builtin.go
package builtin
//- ../go/src/fmt/print.go
package fmt
func Println(a ...any) {}
//- ../cache/example.com/!org/box@v1.2.0/go.mod
module example.com/Org/box
require example.com/Org/lid v1.0.0
//- ../cache/example.com/!org/box@v1.2.0/box.go
package box
import "fmt"
import "example.com/Org/lid"
func Close() { Shut(); fmt.Println(); lid.Open() }
//- ../cache/example.com/!org/box@v1.2.0/shut.go
package box
func Shut() {}
//- ../cache/example.com/!org/lid@v1.0.0/lid.go
package lid
func Open() {}
func again() { Open() }
//- go.mod
module example.com/app
require example.com/Org/box v1.2.0
//- ../registry/src/index/box-1.2.0/Cargo.toml
[package]
name = "box"
version = "1.2.0"
[dependencies]
lid = "1"
//- ../registry/src/index/box-1.2.0/src/lib.rs
mod shut;
use lid::open;
pub fn close() { shut::shut(); open(); }
//- ../registry/src/index/box-1.2.0/src/shut.rs
pub fn shut() {}
//- ../registry/src/index/lid-1.0.0/Cargo.toml
[package]
name = "lid"
version = "1.0.0"
//- ../registry/src/index/lid-1.0.0/src/lib.rs
pub fn open() { open(); }
//- Cargo.toml
[package]
name = "app"
version = "0.1.0"
[dependencies]
box = "1"
//- ../include/shop.h
#include <bits/types.h>
shop_t open_shop(void);
//- ../include/bits/types.h
typedef int shop_t;
static shop_t none;
//- main.c
#include <shop.h>
"""


@pytest.mark.parametrize(
    ("path", "word", "leads_to"),
    [
        (
            "cache/example.com/!org/box@v1.2.0/box.go",
            "Shut",
            "shut.go:2 example.com/Org/box v1.2.0",
        ),
        ("cache/example.com/!org/box@v1.2.0/box.go", "Println", "print.go:2 Go's standard library"),
        ("cache/example.com/!org/box@v1.2.0/box.go", "Open", "lid.go:2 example.com/Org/lid v1.0.0"),
        ("cache/example.com/!org/lid@v1.0.0/lid.go", "Open", "lid.go:2 example.com/Org/lid v1.0.0"),
        ("registry/src/index/box-1.2.0/src/lib.rs", "shut", "shut.rs:1 box-1.2.0"),
        ("registry/src/index/box-1.2.0/src/lib.rs", "open", "lib.rs:1 lid-1.0.0"),
        ("registry/src/index/lid-1.0.0/src/lib.rs", "open", "lib.rs:1 lid-1.0.0"),
        ("include/shop.h", "shop_t", "types.h:1 system headers"),
        ("include/bits/types.h", "shop_t", "types.h:1 system headers"),
    ],
)
def test_libraries_that_lie_beside_the_workspace(
    path: str, word: str, leads_to: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those too that only another library needs."""
    fixture = parse_fixture(BESIDE)

    async def run(index: Index) -> list[str]:
        beside = index.root.parent
        monkeypatch.setenv("GOROOT", str(beside / "go"))
        monkeypatch.setenv("GOMODCACHE", str(beside / "cache"))
        monkeypatch.setenv("CARGO_HOME", str(beside))
        monkeypatch.setenv("CPATH", str(beside / "include"))
        await index.show(fixture.files)
        lines = fixture.files[f"../{path}"].splitlines()
        line = max(n for n, text in enumerate(lines) if word in text)
        asking = {"path": str(beside / path), "line": line, "column": lines[line].rindex(word)}
        answer = await index.ask("definition", asking)
        return [
            f"{Path(each['path']).name}:{each['line'] + 1} {each['external']}"
            for each in answer["results"]
        ]

    assert in_index(run, external_use="on") == [leads_to]
