"""What hover says, as Markdown and as plain text.

Belongs here: pure functions from results to text. Stays out: asking (`features.hover`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from codegraph_client.protocol import Result
from codegraph_server.use_counts import use_counts

_FENCES: Final = {
    "py": "python",
    "pyi": "python",
    "pyw": "python",
    "js": "javascript",
    "mjs": "javascript",
    "cjs": "javascript",
    "jsx": "javascript",
    "ts": "typescript",
    "mts": "typescript",
    "cts": "typescript",
    "tsx": "typescript",
    **{name: name for name in ("dart", "go", "java", "lua", "php", "scala", "sql", "swift", "zig")},
    **dict.fromkeys(("sh", "bash", "zsh", "ksh", "bats"), "bash"),
    **dict.fromkeys(("c", "h"), "c"),
    **dict.fromkeys(("cc", "cpp", "cxx", "c++", "hh", "hpp", "hxx", "h++"), "cpp"),
    **dict.fromkeys(("cs", "csx"), "csharp"),
    **dict.fromkeys(("ex", "exs"), "elixir"),
    **dict.fromkeys(("hs", "lhs"), "haskell"),
    "jl": "julia",
    **dict.fromkeys(("kt", "kts"), "kotlin"),
    **dict.fromkeys(("md", "markdown", "mdown"), "markdown"),
    **dict.fromkeys(("ml", "mli"), "ocaml"),
    **dict.fromkeys(("phtml", "inc"), "php"),
    **dict.fromkeys(("r", "R"), "r"),
    **dict.fromkeys(("rb", "rake", "gemspec", "ru"), "ruby"),
    "rs": "rust",
    **dict.fromkeys(("sc", "sbt"), "scala"),
    **dict.fromkeys(("ddl", "psql"), "sql"),
}
"""Extension -> the name that Markdown knows the language by."""

_PROMPT = re.compile(r"\s*>>> ")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")


def markdown(results: Iterable[Result], asked: str) -> str:
    """Declaration as code, documentation, home and counts of each result.

    `asked` is the path of the file that was asked about, in whose language the code is if the
    path of a result does not tell.
    """
    return "\n\n---\n\n".join("\n\n".join(_markdown(result, asked)) for result in results)


def plain(results: Iterable[Result]) -> str:
    """The same without marks."""
    return "\n\n".join("\n\n".join(_plain(result)) for result in results)


def _markdown(result: Result, asked: str) -> Iterator[str]:
    language = _FENCES.get(_extension(result["path"])) or _FENCES.get(_extension(asked)) or "python"
    code = _declared(result)
    # A fence must be longer than any that the code holds.
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
    yield f"{fence}{language}\n{code}\n{fence}"
    if documentation := result.get("documentation"):
        yield "\n".join(_documentation(documentation))
    yield f"{_kind(result)} · `{result['path']}:{result['line'] + 1}`{_counts(result)}"


def _plain(result: Result) -> Iterator[str]:
    yield _declared(result)
    if documentation := result.get("documentation"):
        yield documentation
    yield f"{_kind(result)} · {result['path']}:{result['line'] + 1}{_counts(result)}"


def _declared(result: Result) -> str:
    return result.get("detail") or result.get("qualified") or result["name"]


def _kind(result: Result) -> str:
    inside = f" in {result['container']}" if result["container"] else ""
    return f"{result['kind'].replace('_', ' ')}{inside}"


def _counts(result: Result) -> str:
    said = use_counts(result)
    return f" · {said}" if said else ""


def _documentation(text: str) -> Iterator[str]:
    """Documentation, which is Markdown or something that reads nearly the same.

    Examples of Python's prompt are code, and tags are shown rather than obeyed.
    """
    is_code = False
    for line in text.split("\n"):
        if not is_code and _PROMPT.match(line):
            is_code = True
            yield "```python"
        elif is_code and not line.strip():
            is_code = False
            yield "```"
        yield line if is_code else "`".join(_spans(line))
    if is_code:
        yield "```"


def _spans(line: str) -> Iterator[str]:
    """What stands between the backticks of a line, without tags where it is not code."""
    for number, part in enumerate(line.split("`")):
        yield part if number % 2 else _TAG.sub("\\\\<", part)


def _extension(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[2]
