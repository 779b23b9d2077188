"""Graphs for other programs: what each format says, and that hostile names cannot leave labels."""

from __future__ import annotations

import re
import shutil
from xml.etree import ElementTree

import pytest
from inline_snapshot import snapshot

from codegraph_client.errors import CodeGraphError
from codegraph_server.cli.drawing import FORMATS, Drawing, Edge, Node, dot, graphml, mermaid, svg

DRAWING = Drawing(
    [
        Node("a.py#first().", "first", "function", "a.py:1", asked=True),
        Node("b.py#Box#open().", "Box.open", "method", "b.py:2"),
        Node("t.py#test().", "test", "function", "t.py:3", test=True),
    ],
    [
        Edge("a.py#first().", "b.py#Box#open().", "calls", "inferred"),
        Edge("t.py#test().", "a.py#first().", "calls", "certain"),
    ],
)
HOSTILE = Drawing(
    [Node("k", 'x"]; evil [label="\\', "function", "</data><b>&\n\x1b[31m\u202e:1")], []
)


def test_dot() -> None:
    assert dot(DRAWING) == snapshot("""\
digraph codegraph {
  rankdir=LR;
  node [shape=box, fontname="sans-serif"];
  n0 [label="first\\na.py:1", style="bold"];
  n1 [label="Box.open\\nb.py:2"];
  n2 [label="test\\nt.py:3", style="dashed"];
  n0 -> n1 [label="calls", style="dashed"];
  n2 -> n0 [label="calls"];
}
""")


def test_mermaid() -> None:
    assert mermaid(DRAWING) == snapshot("""\
flowchart LR
  n0[["first<br/>a.py:1"]]
  n1["Box.open<br/>b.py:2"]
  n2["test<br/>t.py:3"]
  n0 -.->|calls| n1
  n2 -->|calls| n0
""")


def test_graphml() -> None:
    tree = ElementTree.fromstring(graphml(DRAWING))
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    nodes = tree.findall("g:graph/g:node", space)
    edges = tree.findall("g:graph/g:edge", space)
    assert [node.find("g:data[@key='name']", space).text for node in nodes] == [  # type: ignore[union-attr]
        "first",
        "Box.open",
        "test",
    ]
    assert [(edge.get("source"), edge.get("target")) for edge in edges] == [
        ("n0", "n1"),
        ("n2", "n0"),
    ]
    declared = {key.get("id") for key in tree.findall("g:key", space)}
    assert {data.get("key") for data in tree.iter(f"{{{space['g']}}}data")} <= declared


def test_hostile_names_stay_labels() -> None:
    (line,) = (line for line in dot(HOSTILE).splitlines() if line.startswith("  n0"))
    assert re.fullmatch(r'  n0 \[label="(?:[^"\\]|\\.)*"\];', line)
    (line,) = (line for line in mermaid(HOSTILE).splitlines() if line.startswith("  n0"))
    assert re.fullmatch(r'  n0\["[\w .#;/:<>-]*"\]', line)
    assert "\x1b" not in graphml(HOSTILE)
    assert len(list(ElementTree.fromstring(graphml(HOSTILE)).iter())) == 13


def test_a_picture_needs_graphviz_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("dot"):
        assert "</svg>" in svg(DRAWING)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CodeGraphError, match="install Graphviz"):
        svg(DRAWING)


def test_every_format_draws_nothing_too() -> None:
    for name, draw in FORMATS.items():
        if name != "svg":
            assert draw(Drawing([], []))
