"""Names of Python that lead out of the workspace: into the standard library, and into what is
installed in its environment."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from external_names import outside
from fixture_language import parse_fixture
from harness import Index, in_index

INSTALLED = textwrap.dedent("""
    //- .venv/pyvenv.cfg
    home = /usr/bin
    version = 3.12.4
    //- .venv/lib/python3.12/site-packages/parcel/__init__.py
    from .box import Box as Box
    def ship(box): ...
    //- .venv/lib/python3.12/site-packages/parcel/box.py
    class Box:
        def close(self) -> "Box": ...
    //- .venv/lib/python3.12/site-packages/parcel-stubs/py.typed
    //- .venv/lib/python3.12/site-packages/typed-stubs/__init__.pyi
    def stub() -> int: ...
    //- .venv/lib/python3.12/site-packages/typed/__init__.py
    def stub(): return 1
    """)


@pytest.mark.parametrize(
    ("code", "leads_to"),
    [
        ("import js<|>on", "json/__init__.pyi: "),
        ("import json\njson.du<|>mp(1)", "json/__init__.pyi: def dump("),
        ("from unittest import TestCa<|>se as T", "unittest/case.pyi: class TestCase:"),
        ("import os.path\nos.path.isd<|>ir('a')", "genericpath.pyi: def isdir("),
        ("pri<|>nt()", "builtins.pyi: def print("),
        ("def f(a: in<|>t): ...", "builtins.pyi: class int:"),
        ("def f(a: list[int]):\n    a.app<|>end(1)", "builtins.pyi: def append("),
        ("' '.jo<|>in([])", "builtins.pyi: def join("),
        ("import re\nre.compile('a').pat<|>tern", "re.pyi: def pattern("),
        ("def f():\n    import json\n    json.du<|>mp(1)", "json/__init__.pyi: def dump("),
        ("with open('a') as file:\n    file.rea<|>d()", "_io.pyi: def read("),
        ("x = {}\nx.upd<|>ate({})", "typing.pyi: def update("),
        ("' '.split()[0].low<|>er()", "builtins.pyi: def lower("),
        ("import re\nre.compile('').match('').gro<|>up()", "re.pyi: def group("),
        (
            "from pathlib import Path\nPath('a').parent.read_te<|>xt()",
            "pathlib/__init__.pyi: def read_text(",
        ),
        (
            "from pathlib import Path\ndef f(p: Path): p.read_text().stri<|>p()",
            "builtins.pyi: def strip(",
        ),
        (
            "from typing import Optional\nfrom pathlib import Path\n"
            "def f(p: Optional[Path]): p.exi<|>sts()",
            "pathlib/__init__.pyi: def exists(",
        ),
        ("class E(ValueError):\n    def f(self): self.arg<|>s", "builtins.pyi: args:"),
        ("class E:\n    def f(self): self.__mod<|>ule__", "builtins.pyi: __module__:"),
        ("class E:\n    def f(self): type(self).__na<|>me__", "builtins.pyi: __name__: str"),
        ("class E: ...\nE.__mr<|>o__", "builtins.pyi: __mro__: "),
        ("class E: ...\nE.__in<|>it__", "builtins.pyi: def __init__(self) -> None"),
        ("class E:\n    def f(self): self.f.__qual<|>name__", "builtins.pyi: __qualname__: str"),
        ("def f(*a): a.ind<|>ex(1)", "builtins.pyi: def index("),
        ("def f(**a): a.po<|>p('b')", "builtins.pyi: def pop("),
        ("def f(**a: str): a['b'].low<|>er()", "builtins.pyi: def lower("),
    ],
)
def test_the_standard_library(code: str, leads_to: str) -> None:
    found = outside(f"//- main.py\n{code}\n")
    assert found
    file, _, line = leads_to.partition(": ")
    assert found[0].startswith(f"Python's standard library, {file}: {line}"), found


def test_a_member_of_a_base_outside() -> None:
    found = outside(
        """
        //- test_it.py
        from unittest import TestCase
        class Base(TestCase): ...
        class Tests(Base):
            def test(self):
                self.assertEqu<|>al(1, 1)
        """
    )
    assert [each.partition("(")[0] for each in found] == [
        "Python's standard library, unittest/case.pyi: def assertEqual"
    ]


def test_what_the_workspace_has_comes_first() -> None:
    found = outside(
        """
        //- json.py
        def dump(what): ...
        //- main.py
        import json
        json.du<|>mp(1)
        """
    )
    assert found == ["json.py:1"]


def test_installed_packages() -> None:
    code = "//- main.py\nfrom parcel import Box, ship\nsh<|>ip(Box())\n"
    assert outside(INSTALLED + code) == ["parcel, parcel/__init__.py: def ship(box): ..."]
    code = "//- main.py\nfrom parcel import Box\nBox().cl<|>ose()\n"
    assert outside(INSTALLED + code) == ['parcel, parcel/box.py: def close(self) -> "Box": ...']
    code = "//- main.py\nfrom parcel import Box\nBox().close().cl<|>ose()\n"
    assert outside(INSTALLED + code) == ['parcel, parcel/box.py: def close(self) -> "Box": ...']


@pytest.mark.parametrize(
    ("metadata", "told"),
    [
        ("parcel-2.0.1.dist-info/METADATA", "parcel 2.0.1"),
        ("Parcel-2.0.1.post1-py3.12.egg-info/PKG-INFO", "parcel 2.0.1.post1"),
        ("boxes-4.1.dist-info/top_level.txt", "parcel 4.1"),
        ("parcel_post-3.dist-info/METADATA", "parcel"),
        ("boxes-4.2.dist-info/RECORD", "parcel 4.2"),
    ],
)
def test_packages_have_the_version_that_is_installed(metadata: str, told: str) -> None:
    said = "parcel/__init__.py,sha256=a,9\n" if metadata.endswith("RECORD") else "parcel\n"
    installed = f"//- .venv/lib/python3.12/site-packages/{metadata}\n{said}"
    code = "//- main.py\nfrom parcel import ship\nsh<|>ip(1)\n"
    for method in ("definition", "hover"):
        (found,) = outside(INSTALLED + installed + code, method)
        assert found.startswith(f"{told}, parcel/__init__.py: "), found


SHARED = textwrap.dedent("""
    //- .venv/pyvenv.cfg
    version = 3.12.4
    //- .venv/lib/python3.12/site-packages/big/store/__init__.py
    def put(): ...
    //- .venv/lib/python3.12/site-packages/big/mail/send.py
    def put(): ...
    //- .venv/lib/python3.12/site-packages/big_store-1.2.dist-info/METADATA
    Metadata-Version: 2.1
    Name: big-store
    //- .venv/lib/python3.12/site-packages/big_store-1.2.dist-info/RECORD
    big/store/__init__.py,sha256=a,9
    big_store-1.2.dist-info/METADATA,,
    //- .venv/lib/python3.12/site-packages/big_mail-3.0.dist-info/RECORD
    big/mail/send.py,sha256=a,9
    single.py,sha256=a,9
    //- .venv/lib/python3.12/site-packages/single.py
    def put(): ...
    """)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("from big.store import put", "big-store 1.2, big/store/__init__.py: def put(): ..."),
        ("from big.mail.send import put", "big_mail 3.0, big/mail/send.py: def put(): ..."),
        ("from single import put", "single 3.0, single.py: def put(): ..."),
    ],
)
def test_a_part_of_a_package_has_the_version_of_what_brought_it(code: str, told: str) -> None:
    assert outside(f"{SHARED}//- main.py\n{code}\npu<|>t()\n") == [told]


def test_stubs_come_before_what_they_describe() -> None:
    code = "//- main.py\nimport typed\ntyped.st<|>ub()\n"
    assert outside(INSTALLED + code) == ["typed, typed-stubs/__init__.pyi: def stub() -> int: ..."]


@pytest.mark.parametrize(
    ("metadata", "told"),
    [
        (("typed-1.5.dist-info", "typed_stubs-1.4.0.20240218.dist-info"), "typed 1.5"),
        (("typed_stubs-1.4.0.20240218.dist-info",), "typed"),
    ],
)
def test_what_stubs_describe_has_its_own_version(metadata: tuple[str, ...], told: str) -> None:
    installed = "".join(
        f"//- .venv/lib/python3.12/site-packages/{each}/METADATA\nMetadata-Version: 2.1\n"
        for each in metadata
    )
    code = "//- main.py\nimport typed\ntyped.st<|>ub()\n"
    expected = [f"{told}, typed-stubs/__init__.pyi: def stub() -> int: ..."]
    assert outside(INSTALLED + installed + code) == expected


@pytest.mark.parametrize(
    ("told", "folder", "leads_to"),
    [
        ("version = 3.12.4", "lib/python3.12", ["def new(): ..."]),
        ("version_info = 3.11.2.final.0", "lib/python3.11", ["def old(): ..."]),
        ("home = /usr/bin", "lib/python3.11", ["def old(): ..."]),
        ("version = 3.11.2", "Lib", ["def old(): ..."]),
        ("home = /usr/bin", "Lib", ["def new(): ..."]),
    ],
)
def test_what_another_version_has_is_left_out(told: str, folder: str, leads_to: list[str]) -> None:
    base = f".venv/{folder}/site-packages/parcel"
    installed = (
        f"//- .venv/pyvenv.cfg\n{told}\n//- {base}/__init__.py\nimport sys\n"
        "if sys.version_info >= (3, 12):\n    from .new import new as ship\n"
        "else:\n    from .old import old as ship\n"
        f"//- {base}/new.py\ndef new(): ...\n//- {base}/old.py\ndef old(): ...\n"
    )
    found = outside(installed + "//- main.py\nimport parcel\nparcel.sh<|>ip()\n")
    assert [each.rpartition(": d")[2] for each in found] == [each[1:] for each in leads_to]


def test_stubs_are_those_of_the_environment() -> None:
    code = "//- main.py\nimport asyncio\nasyncio.Barr<|>ier\n"
    for version, count in (("3.10.1", 0), ("3.11.1", 1)):
        environment = f"//- .venv/pyvenv.cfg\nversion = {version}\n"
        place = f"//- .venv/lib/python{version[:4]}/site-packages/a.py\nA = 1\n"
        assert len(outside(environment + place + code)) == count, version


def test_each_part_of_a_workspace_has_its_own_environment() -> None:
    def environment(folder: str, version: str) -> str:
        base = f"{folder}/.venv/lib/python{version}/site-packages"
        text = "import sys\nif sys.version_info < (3, 12):\n    old = 1\nelse:\n    new = 1\n"
        return (
            f"//- {folder}/.venv/pyvenv.cfg\nversion = {version}\n//- {base}/parcel.py\n{text}"
            f"//- {folder}/main.py\nimport parcel\nparcel.old\nparcel.new\n"
        )

    files = parse_fixture(environment("a", "3.11") + environment("b", "3.12")).files

    async def run(index: Index) -> list[int]:
        await index.show(files)
        return [
            len(
                (await index.ask("definition", {"path": path, "line": line, "column": 8}))[
                    "results"
                ]
            )
            for path in ("a/main.py", "b/main.py", "a/main.py")
            for line in (1, 2)
        ]

    assert in_index(run, external_use="on") == [1, 0, 0, 1, 1, 0]


def test_hover_shows_how_it_is_declared() -> None:
    found = outside("//- main.py\nimport textwrap\ntextwrap.inde<|>nt\n", "hover")
    assert found
    assert found[0].startswith("Python's standard library, textwrap.pyi: def indent(")


def test_what_is_not_known_is_not_guessed() -> None:
    assert outside("//- main.py\ndef f(a):\n    a.app<|>end(1)\n") == []
    assert outside("//- main.py\nimport nowhere\nnowhere.r<|>un()\n") == []
    assert outside("//- main.py\nundefined_na<|>me\n") == []


def test_a_module_that_is_not_installed_lends_its_names_to_nobody() -> None:
    """That the standard library has a class of the same name says nothing."""
    for code in (
        "from metrics import Counter\nCounter().upd<|>ate()",
        "from metrics import Counter\ndef f(c: Counter): c.upd<|>ate()",
        "import metrics\nmetrics.list.app<|>end(1)",
        "from metrics import dict\nclass D(dict):\n    def f(self): self.upd<|>ate()",
        "import metrics\nclass D(metrics.dict):\n    def f(self): self.upd<|>ate()",
    ):
        assert outside(f"//- main.py\n{code}\n") == [], code
    assert outside("//- main.py\nfrom collections import Counter\nCounter().upd<|>ate()\n")


def test_it_can_be_switched_off() -> None:
    async def run(index: Index) -> list[Any]:
        await index.show({"main.py": "print()\n"})
        answer = await index.ask("definition", {"path": "main.py", "line": 0, "column": 1})
        return list(answer["results"])

    assert in_index(run) == []
    assert len(in_index(run, external_use="on")) == 2, "print is overloaded"


def test_an_installed_package_that_changes_is_read_anew() -> None:
    files = parse_fixture(INSTALLED + "//- main.py\nfrom parcel import ship\nship(1)\n").files
    place = {"path": "main.py", "line": 1, "column": 1}

    async def run(index: Index) -> list[str]:
        await index.show(files)
        first = await index.ask("definition", place)
        path = index.root / ".venv/lib/python3.12/site-packages/parcel/__init__.py"
        path.write_text("# a line more\n" + path.read_text())
        later = await index.ask("definition", place)
        lines = [answer["results"][0]["line"] for answer in (first, later)]
        return [str(line) for line in lines]

    assert in_index(run, external_use="on") == ["1", "2"]


def test_nothing_of_it_is_in_the_index() -> None:
    text = INSTALLED + "//- main.py\nfrom parcel import Box, sh<|>ip\nship(Box())\n"
    files = parse_fixture(text).files

    async def run(index: Index) -> list[Any]:
        await index.show(files)
        await index.ask("definition", {"path": "main.py", "line": 0, "column": 25})
        found = [await index.ask("symbols", {"query": name}) for name in ("ship", "Box", "dump")]
        return [answer["results"] for answer in found]

    assert [list(results) for results in in_index(run, external_use="on")] == [[], [], []]
