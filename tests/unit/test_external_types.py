"""Types, and the places of a name in its file, where a library is asked in or leads to."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from inside_libraries import HEAD, SITE, drawn


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(
            "from .box import Box\ndef f(b<|>ox: Box): ...",
            snapshot("""\
parcel/box.py:1  class Box:  definition (inferred)
                       ^^^
"""),
            id="a parameter",
        ),
        pytest.param(
            "from .box import Box\nBox().op<|>en()",
            snapshot("""\
parcel/box.py:1  class Box:  definition (inferred)
                       ^^^
"""),
            id="what a method gives",
        ),
        pytest.param(
            "import json\nd = json.JSONDecoder()\n<|>d",
            snapshot("Python's standard library: class JSONDecoder:\n"),
            id="of another library",
        ),
        pytest.param(
            "a = <|>b",
            snapshot("(nothing: what this name refers to is not known)\n"),
            id="what is not known",
        ),
    ],
)
def test_types(code: str, expected: object) -> None:
    text = f"""{HEAD}
//- main.py
from parcel.box import Box
//- {SITE}/parcel/box.py
class Box:
    def open(self) -> "Box": ...
//- {SITE}/parcel/__init__.py
{code}
"""
    assert drawn("typeDefinition", text) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(
            "def ti<|>e(): ...\ntie()",
            snapshot("""\
parcel/__init__.py:1  def tie(): ...  definition
                          ^^^
parcel/__init__.py:2  tie()           call
                      ^^^
"""),
            id="its own",
        ),
        pytest.param(
            "def f(knot):\n    knot = kn<|>ot.open()\n    return knot",
            snapshot("""\
parcel/__init__.py:1  def f(knot):            definition
                            ^^^^
parcel/__init__.py:2      knot = knot.open()  write
                          ^^^^
parcel/__init__.py:2      knot = knot.open()  read
                                 ^^^^
parcel/__init__.py:3      return knot         read
                                 ^^^^
"""),
            id="a function's own",
        ),
        pytest.param(
            "from ribbon import cut\nx = cu<|>t\ncut()",
            snapshot("""\
parcel/__init__.py:1  from ribbon import cut  import
                                         ^^^
parcel/__init__.py:2  x = cut                 read
                          ^^^
parcel/__init__.py:3  cut()                   call
                      ^^^
"""),
            id="what another file defines",
        ),
        pytest.param(
            "nowh<|>ere\nnowhere",
            snapshot("(nothing: what this name refers to is not known)\n"),
            id="what is not known",
        ),
    ],
)
def test_occurrences(code: str, expected: object) -> None:
    text = f"""{HEAD}
//- main.py
from parcel import tie
tie()
//- {SITE}/ribbon.py
def cut(): ...
//- {SITE}/parcel/__init__.py
{code}
"""
    assert drawn("occurrences", text) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(
            "n = 1\n<|>n", snapshot("Python's standard library: class int:\n"), id="a number"
        ),
        pytest.param(
            "names = ['a']\nna<|>mes",
            snapshot("Python's standard library: class str(Sequence[str]):\n"),
            id="what a list holds",
        ),
        pytest.param(
            "import json\nf(json.JSONDecoder<|>())",
            snapshot("Python's standard library: class JSONDecoder:\n"),
            id="a class",
        ),
        pytest.param(
            "from parcel import send\nsen<|>d()",
            snapshot("""\
parcel/__init__.py:2  class Parcel:  definition (inferred)
                            ^^^^^^
"""),
            id="what a function gives",
        ),
        pytest.param(
            "from parcel import send\nsend().bo<|>x",
            snapshot("""\
parcel/box.py:1  class Box: ...  definition (inferred)
                       ^^^
"""),
            id="a field",
        ),
        pytest.param(
            "class Own: ...\no = Own()\n<|>o",
            snapshot("""\
main.py:1  class Own: ...  definition (inferred)
                 ^^^
"""),
            id="of the workspace",
        ),
    ],
)
def test_types_in_the_workspace_lead_into_libraries(code: str, expected: object) -> None:
    text = f"""{HEAD}
//- {SITE}/parcel/box.py
class Box: ...
//- {SITE}/parcel/__init__.py
from .box import Box
class Parcel:
    box: Box
def send() -> Parcel: ...
//- main.py
{code}
"""
    assert drawn("typeDefinition", text) == expected


def test_occurrences_in_the_workspace_of_what_a_library_defines() -> None:
    text = f"""{HEAD}
//- {SITE}/parcel/__init__.py
def send(): ...
//- main.py
import parcel
parcel.send()
again = parcel.se<|>nd
//- other.py
import parcel
parcel.send()
"""
    assert drawn("occurrences", text) == snapshot("""\
main.py:2  parcel.send()        call
                  ^^^^
main.py:3  again = parcel.send  read
                          ^^^^
""")
