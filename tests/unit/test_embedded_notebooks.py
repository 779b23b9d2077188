"""Cells of notebooks: symbols and uses at their places in the JSON text of the file."""

from __future__ import annotations

import json

import pytest
from inline_snapshot import snapshot

from codegraph_daemon.facts import Facts
from codegraph_daemon.languages.notebook.cells import code_of
from codegraph_daemon.languages.notebook.parse import facts_of
from harness import check_definition, check_outline, check_references

NOTEBOOK = r"""
    //- study.ipynb
    {
     "cells": [
      {
       "cell_type": "markdown",
       "source": ["# def nothing(): ..."]
      },
      {
       "cell_type": "code",
       "outputs": [{"text": ["def no_more(): ..."]}],
       "source": [
        "%matplotlib inline\n",
        "from tools import load\n",
        "\n",
        "def fit(data, title=\"a\\n\\\"b\"):\n",
        "\t'''Says é \u00e9.'''\n",
        "\treturn load(data)"
       ]
      },
      {
       "cell_type": "code",
       "source": "é = fit(1); fit(é)\nclass Model:\n    def run(self): ...\n"
      }
     ],
     "metadata": {"kernelspec": {"language": "python"}}
    }
    //- tools.py
    def load(path): ...
    """


def test_the_outline_of_a_notebook() -> None:
    check_outline(
        NOTEBOOK,
        snapshot("""\
function fit 14-16
variable é 21-21
class Model 21-21
  method run 21-21
"""),
        "study.ipynb",
    )


def test_uses_in_other_cells_are_found() -> None:
    check_references(
        NOTEBOOK.replace("def fit(", "def f<|>it("),
        snapshot("""\
study.ipynb:14      "def fit(data, title=\\"a\\\\n\\\\\\"b\\"):\\n",                               definition
                         ^^^
study.ipynb:21     "source": "é = fit(1); fit(é)\\nclass Model:\\n    def run(self): ...\\n"  call
                                  ^^^
study.ipynb:21     "source": "é = fit(1); fit(é)\\nclass Model:\\n    def run(self): ...\\n"  call
                                          ^^^
"""),
    )


def test_an_import_leads_out_of_the_notebook() -> None:
    check_definition(
        NOTEBOOK.replace("return load", "return lo<|>ad"),
        snapshot("""\
tools.py:1  def load(path): ...  definition
                ^^^^
"""),
    )


def test_a_use_in_a_notebook_is_found_from_outside() -> None:
    check_references(
        NOTEBOOK.replace("def load", "def lo<|>ad"),
        snapshot("""\
study.ipynb:12      "from tools import load\\n",  import
                                       ^^^^
study.ipynb:16      "\\treturn load(data)"        call
                              ^^^^
tools.py:1      def load(path): ...              definition
                    ^^^^
"""),
    )


def cell(*lines: str, kind: str = "code") -> dict[str, object]:
    return {"cell_type": kind, "source": list(lines)}


def text_of(*cells: dict[str, object], **metadata: object) -> str:
    return code_of(json.dumps({"cells": cells, "metadata": metadata}).encode())[0].decode()


def test_cells_follow_each_other() -> None:
    assert text_of(cell("a\n", "b"), cell("c"), cell("no", kind="markdown")) == "a\nb\nc\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("%matplotlib inline", "                  "),
        ("!pip install x", "              "),
        ("?print", "      "),
        ("print?", "      "),
        ("%%time", "      "),
        ("a % b", "a % b"),
        ("why = 'is it?'", "why = 'is it?'"),
    ],
)
def test_what_is_for_the_shell_is_blank(line: str, expected: str) -> None:
    assert text_of(cell(line)) == expected + "\n"


def test_a_cell_of_another_language_is_not_read() -> None:
    assert text_of(cell("%%bash\n", "ls"), cell("a")) == "a\n"


def test_each_byte_has_its_place() -> None:
    said = 'a = "é\\\\" # \U0001f600\tb\n'
    for ascii_only in (True, False):
        source = json.dumps(
            {"cells": [cell(said, "c"), cell("d")]}, ensure_ascii=ascii_only
        ).encode()
        text, places, _ = code_of(source)
        assert text.decode() == said + "c\nd\n"
        for letter in (b"a", b"#", b"c\n", b"d"):
            at = places.of(text.index(letter))
            assert source[at : at + 1] == letter[:1]


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"[]",
        b"{",
        b'{"cells"',
        b'{"cells": [{"cell_type": "code", "source": ["a = 1\\n", "b',
        b'{"cells": {"source": ["a"]}}',
        b'{"cells": [1, [], {"source": 1, "cell_type": []}]}',
        b'{"cells": [{"cell_type": "code", "source": ["\\ud800 \\u12 \\x \\"]}]}',
        b"]}" * 100,
        b"[" * 100_000,
        b'"' * 100_001,
    ],
)
def test_broken_notebooks_have_facts(source: bytes) -> None:
    assert Facts(facts_of(source)).text_length == len(source)


def test_other_languages_are_not_taken_for_python() -> None:
    source = json.dumps(
        {"cells": [cell("class A: ...")], "metadata": {"kernelspec": {"language": "R"}}}
    )
    assert len(Facts(facts_of(source.encode())).symbol_name) == 1
