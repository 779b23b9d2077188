"""Graphs as other programs read them: DOT, Mermaid, GraphML, and SVG by Graphviz.

Belongs here: pure functions from nodes and edges to text, and the call of `dot`. Stays out: asking,
and which graph it is. Names come from a repository that may be hostile, so each format's own
escapes are applied to whatever is not a number.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from codegraph_client.errors import CodeGraphError
from codegraph_server.cli.render import printable

_DOT_SECONDS = 60.0


class Node(NamedTuple):
    """A symbol. `place` is path:line, counted from one."""

    key: str
    name: str
    kind: str
    place: str
    asked: bool = False
    """Whether the graph was asked for around it."""
    test: bool = False


class Edge(NamedTuple):
    """A connection between two keys; `sure` unless it is only inferred or possible."""

    source: str
    target: str
    use: str
    tier: str


class Drawing(NamedTuple):
    """What is drawn."""

    nodes: Sequence[Node]
    edges: Sequence[Edge]


def dot(drawing: Drawing) -> str:
    """The graph in Graphviz' language."""
    numbers = _numbers(drawing.nodes)
    lines = ["digraph codegraph {", "  rankdir=LR;", '  node [shape=box, fontname="sans-serif"];']
    for node in drawing.nodes:
        label = f"{_dot(node.name)}\\n{_dot(node.place)}"
        style = ', style="bold"' if node.asked else ', style="dashed"' if node.test else ""
        lines.append(f'  n{numbers[node.key]} [label="{label}"{style}];')
    for edge in drawing.edges:
        # Line styles, for colour alone tells nobody who prints it.
        style = "" if edge.tier == "certain" else ', style="dashed"'
        ends = f"n{numbers[edge.source]} -> n{numbers[edge.target]}"
        lines.append(f'  {ends} [label="{_dot(edge.use)}"{style}];')
    return "\n".join([*lines, "}"]) + "\n"


def mermaid(drawing: Drawing) -> str:
    """The graph as a Mermaid flowchart, which many pages draw by themselves."""
    numbers = _numbers(drawing.nodes)
    lines = ["flowchart LR"]
    for node in drawing.nodes:
        left, right = ("[[", "]]") if node.asked else ("[", "]")
        label = f"{_mermaid(node.name)}<br/>{_mermaid(node.place)}"
        lines.append(f'  n{numbers[node.key]}{left}"{label}"{right}')
    for edge in drawing.edges:
        arrow = "-->" if edge.tier == "certain" else "-.->"
        ends = f"n{numbers[edge.source]} {arrow}|{_mermaid(edge.use)}| n{numbers[edge.target]}"
        lines.append(f"  {ends}")
    return "\n".join(lines) + "\n"


def graphml(drawing: Drawing) -> str:
    """The graph as GraphML, for Gephi, yEd, NetworkX and their like."""
    numbers = _numbers(drawing.nodes)
    of_node, of_edge = ("name", "kind", "place", "key"), ("use", "tier")
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        *(_graphml_key(name, "node") for name in of_node),
        *(_graphml_key(name, "edge") for name in of_edge),
        '  <graph id="codegraph" edgedefault="directed">',
    ]
    for node in drawing.nodes:
        data = "".join(_data(name, getattr(node, name)) for name in of_node)
        lines.append(f'    <node id="n{numbers[node.key]}">{data}</node>')
    for edge in drawing.edges:
        ends = f'source="n{numbers[edge.source]}" target="n{numbers[edge.target]}"'
        data = "".join(_data(name, getattr(edge, name)) for name in of_edge)
        lines.append(f"    <edge {ends}>{data}</edge>")
    return "\n".join([*lines, "  </graph>", "</graphml>"]) + "\n"


def svg(drawing: Drawing) -> str:
    """The graph as a picture. Raises CodeGraphError if Graphviz is not there or fails."""
    program = shutil.which("dot")
    if program is None:
        raise CodeGraphError(
            "a picture is drawn by Graphviz, and there is no program `dot`: install Graphviz, or "
            "use --format mermaid"
        )
    try:
        made = subprocess.run(
            [program, "-Tsvg"],
            input=dot(drawing),
            capture_output=True,
            text=True,
            timeout=_DOT_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise CodeGraphError(f"Graphviz could not draw it: {error}") from error
    return made.stdout


FORMATS: dict[str, Callable[[Drawing], str]] = {
    "dot": dot,
    "mermaid": mermaid,
    "graphml": graphml,
    "svg": svg,
}
"""What `--format` may say, beside `text`."""


def _numbers(nodes: Iterable[Node]) -> dict[str, int]:
    return {node.key: number for number, node in enumerate(nodes)}


def _dot(text: str) -> str:
    return printable(text).replace("\\", "\\\\").replace('"', '\\"')


def _mermaid(text: str) -> str:
    """Its entities are written with `#`, and few other characters are safe in a label."""
    return "".join(
        each if each.isalnum() or each in " ._-/:" else f"#{ord(each)};" for each in printable(text)
    )


def _graphml_key(name: str, of: str) -> str:
    return f'  <key id="{name}" for="{of}" attr.name="{name}" attr.type="string"/>'


def _data(name: str, value: str) -> str:
    return f"<data key={quoteattr(name)}>{escape(printable(value))}</data>"
