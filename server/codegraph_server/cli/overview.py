"""The questions about a whole workspace: `overview`, and `check` for its layering rules.

Belongs here: the commands, and how their answers look in a terminal. Stays out: what they share
with others (`asking`, `render`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from codegraph_client.questions import OVERVIEW, OVERVIEW_RARE
from codegraph_server.cli.asking import PATIENCE, page, print_answer
from codegraph_server.cli.options import FAILED, FOUND, NOTHING, Command, end, options

if TYPE_CHECKING:
    from codegraph_server.cli.render import Paths, Screen

_MOST = 1000
_USUAL = 10


@click.command(
    "overview",
    cls=Command,
    elsewhere=True,
    examples="""
    codegraph overview                        what a newcomer to this repository would want to know
    codegraph overview --section files        only which files most others depend on
    codegraph overview --top 30 --tests       more of each, with tests and examples among them
    codegraph overview --section import-cycles --json | jq '.results[].measured'
    """,
)
@click.option(
    "--section",
    "sections",
    type=click.Choice(OVERVIEW),
    multiple=True,
    metavar="NAME",
    help=f"Only this section, one of {', '.join(OVERVIEW)}; may be given several times. "
    f"Without it all but {' and '.join(OVERVIEW_RARE)}.",
)
@click.option(
    "--top",
    type=click.IntRange(1, _MOST),
    default=_USUAL,
    metavar="N",
    help=f"At most N of each, up to {_MOST:,}. Default: {_USUAL}.",
)
@click.option("--tests", is_flag=True, help="With tests, examples and benchmarks.")
def overview(sections: Sequence[str], top: int, tests: bool) -> None:
    """What is central in this repository, what hangs together, and where trouble is likely.

    Files and symbols by PageRank, and by how much lies between others by way of them; communities
    of files; cycles of imports that happen when files are loaded, and of calls, each with a
    shortest one; hotspots, which change often and are large; breaches of the layering rules in
    codegraph.toml. Code without tests, examples and what was taken over from others.
    """
    params: dict[str, Any] = {"most": top, "tests": tests}
    if sections:
        params["sections"] = list(sections)
    print_answer(_asked(params), told)


@click.command(
    "check",
    cls=Command,
    examples="""
    codegraph check                    every import that breaks a rule of codegraph.toml
    codegraph check --json | jq -r '.results[] | [.path, .why] | @tsv'
    """,
)
def check() -> None:
    """Which imports break the layering rules that codegraph.toml has as [[rules]].

    Exit codes: 0 none does, 1 some do, 2 the rules cannot be read or the answer is not complete.
    """
    answer = _asked({"sections": ["rules"], "text": True})
    told_of = answer["summary"].get("sections", {}).get("rules", {})
    problems = told_of.get("problems", ())
    if options().json:
        from codegraph_server.cli.answers import printed
        from codegraph_server.cli.options import write_json

        write_json(printed(answer))
    else:
        import sys

        from codegraph_server.cli import render
        from codegraph_server.cli.options import here, warn, write

        for problem in problems:
            warn(f"codegraph.toml: {render.printable(problem)}")
        write(breaches(answer, render.screen(sys.stdout, options().color, here())))
    if problems or not answer["complete"]:
        end(FAILED)
    end(NOTHING if answer["results"] else FOUND)


def _asked(params: dict[str, Any]) -> dict[str, Any]:
    root = options().find_root()
    params = {**page(root, None, None), **params, "limit": None}
    params["deadline_ms"] *= PATIENCE
    return options().ask(root, "overview", params)


def told(answer: Mapping[str, Any], show: Screen) -> str:
    """The sections, each with what it is and its rows."""
    from codegraph_server.cli import render

    shown = render.Paths(answer["root"], show.folder)
    summary = answer["summary"]
    lines = _summed_up(summary) if summary else []
    for name, of_section in summary.get("sections", {}).items():
        if name == "rules" and not of_section["rules"] and not of_section["problems"]:
            continue
        title, row = _SECTIONS[name]
        results = [each for each in answer["results"] if each["section"] == name]
        lines += [""] * bool(lines) + [show.paint(render.BOLD, title(of_section))]
        for result in results:
            lines += [f"  {line}" for line in row(result, shown, show)]
        if name == "rules":
            lines += [
                f"  codegraph.toml: {render.printable(each)}" for each in of_section["problems"]
            ]
        elif of_section.get("problem"):
            lines.append(show.paint(render.DIM, f"  {render.printable(of_section['problem'])}"))
        elif of_section["total"] > len(results):
            more = of_section["total"] - len(results)
            lines.append(show.paint(render.DIM, f"  and {more:,} more"))
        elif not results:
            lines.append(show.paint(render.DIM, "  none"))
    return render.finished(lines, answer, "row", show, None)


def breaches(answer: Mapping[str, Any], show: Screen) -> str:
    """Every import that breaks a rule, with the rule."""
    from codegraph_server.cli import render

    shown = render.Paths(answer["root"], show.folder)
    lines = [line for result in answer["results"] for line in _breach(result, shown, show)]
    rules = answer["summary"].get("sections", {}).get("rules", {}).get("rules", 0)
    if answer["complete"] and not rules:
        lines.append("codegraph.toml has no [[rules]]")
    return render.finished(lines, answer, "breach", show, None)


def _summed_up(summary: Mapping[str, Any]) -> list[str]:
    from codegraph_server.cli import render

    nouns = {
        "looked_at": "file",
        "lines": "line",
        "imports": "import",
        "symbols": "symbol",
        "uses": "use",
    }
    counts = {name: render.count(summary[name], noun) for name, noun in nouns.items()}
    counts["looked_at"] += " of code"
    if not summary["imports"]:
        # Packages of Go name each other's folders, and no files.
        del counts["imports"]
    rest = (
        f"{render.count(summary['files'], 'file')} in all, {summary['tests']:,} tests or examples"
    )
    return [f"{', '.join(counts.values())}; {rest}"]


def _share(score: float, digits: int = 1) -> str:
    return f"{100 * score:{4 + digits}.{digits}f} %"


def _where(result: Mapping[str, Any], shown: Paths, show: Screen) -> str:
    from codegraph_server.cli import render

    return render.painted_place(render.location(result, shown), show)


def _named(result: Mapping[str, Any], show: Screen) -> str:
    from codegraph_server.cli import render

    kind = render.printable(result["kind"]).replace("_", " ")
    name = render.printable(result.get("qualified") or result["name"])
    return f"{kind} {show.paint(render.BOLD, name)}"


def _path(path: str, shown: Paths, show: Screen) -> str:
    from codegraph_server.cli import render

    return show.paint(render.BOLD, render.printable(shown.of(path)))


def _file(result: Mapping[str, Any], shown: Paths, show: Screen) -> Iterator[str]:
    from codegraph_server.cli import render

    said = result["measured"]
    on = f"{render.count(said['users'], 'file')} on it, it on {said['uses']:,}"
    path = _path(result["path"], shown, show)
    yield f"{_share(result['score'])}  {path}  {show.paint(render.DIM, on)}"


def _symbol(result: Mapping[str, Any], shown: Paths, show: Screen) -> Iterator[str]:
    from codegraph_server.cli import render

    users = show.paint(render.DIM, f"used by {result['measured']['users']:,}")
    place = _where(result, shown, show)
    yield f"{_share(result['score'], 2)}  {_named(result, show)}  {place}  {users}"


def _file_bridge(result: Mapping[str, Any], shown: Paths, show: Screen) -> Iterator[str]:
    yield f"{_share(result['score'])}  {_path(result['path'], shown, show)}"


def _symbol_bridge(result: Mapping[str, Any], shown: Paths, show: Screen) -> Iterator[str]:
    from codegraph_server.cli import render

    error = 100 * result["measured"]["error"]
    either = show.paint(render.DIM, f" ±{error:.4f}") if error else ""
    share = f"{100 * result['score']:8.4f}"
    yield f"{share}{either} %  {_named(result, show)}  {_where(result, shown, show)}"


def _community(result: Mapping[str, Any], shown: Paths, show: Screen) -> Iterator[str]:
    from codegraph_server.cli import render

    said = result["measured"]
    name = show.paint(render.BOLD, render.printable(said["name"]))
    yield f"{name}  {render.count(said['size'], 'file')}"
    files = ", ".join(render.printable(shown.of(each["path"])) for each in result["targets"])
    yield f"  around {files}"
    names = dict.fromkeys(each["qualified"] for each in said["symbols"])
    if names:
        yield show.paint(render.DIM, f"  {', '.join(map(render.printable, names))}")


def _import_cycle(result: Mapping[str, Any], shown: Paths, show: Screen) -> Iterator[str]:
    from codegraph_server.cli import render

    size = result["measured"]["size"]
    steps = len(result["targets"])
    shortest = "" if size == steps else f", the shortest cycle of {steps}"
    yield f"{show.paint(render.BOLD, render.count(size, 'file'))}{shortest}"
    for step in result["targets"]:
        to = render.printable(shown.of(step["measured"]["to"]))
        yield f"  {_where(step, shown, show)}  imports {to}"


def _call_cycle(result: Mapping[str, Any], shown: Paths, show: Screen) -> Iterator[str]:
    from codegraph_server.cli import render

    size = result["measured"]["size"]
    steps = result["targets"]
    shortest = "" if size == len(steps) else f", the shortest cycle of {len(steps)}"
    yield f"{show.paint(render.BOLD, render.count(size, 'symbol'))}{shortest}"
    for step, after in zip(steps, [*steps[1:], *steps[:1]], strict=True):
        name = render.printable(after.get("qualified") or after["name"])
        # A possible answer must never look like a certain one.
        sure = "" if step["tier"] == "certain" else f" ({step['tier']})"
        does = f"{step['use']} {name}, line {step['at'][0] + 1}{sure}"
        yield f"  {_where(step, shown, show)}  {_named(step, show)} {does}"


def _hotspot(result: Mapping[str, Any], shown: Paths, show: Screen) -> Iterator[str]:
    from codegraph_server.cli import render

    said = result["measured"]
    commits = f"{render.count(said['commits'], 'commit')} ({said['churn']:.1f} by age)"
    authors = render.count(said["authors"], "author")
    code = f"{said['lines_in_functions']:,} lines in functions"
    path = _path(result["path"], shown, show)
    yield f"{_share(result['score'], 0)}  {path}  {commits} of {authors}, {code}"
    for longest in result["targets"]:
        name = render.printable(longest.get("qualified") or longest["name"])
        yield show.paint(render.DIM, f"        longest: {name}, {said['longest']:,} lines")


def _breach(result: Mapping[str, Any], shown: Paths, show: Screen) -> Iterator[str]:
    from codegraph_server.cli import render

    said = result["measured"]
    to = render.printable(shown.of(said["to"]))
    why = render.printable(result["why"])
    yield f"{_where(result, shown, show)}  imports {to}  rule {said['rule']}: {why}"


def _dead(result: Mapping[str, Any], shown: Paths, show: Screen) -> Iterator[str]:
    from codegraph_server.cli.dead import row

    yield f"{_where(result, shown, show)}  {row(result, show)}"


def _duplicates(result: Mapping[str, Any], shown: Paths, show: Screen) -> Iterator[str]:
    from codegraph_server.cli.dead import group

    yield from group(result, shown, show)


_Title = Callable[[Mapping[str, Any]], str]
_Row = Callable[[Mapping[str, Any], "Paths", "Screen"], Iterator[str]]


def _sampled(said: Mapping[str, Any]) -> str:
    return (
        "Symbols that lie between others: share of all pairs whose shortest way by uses leads "
        f"through them, from {said['sources']:,} symbols"
    )


def _counted(title: str, said: Mapping[str, Any], members: str) -> str:
    return (
        f"{title}: {said['total']:,}, with {said[members]:,} {members}" if said["total"] else title
    )


_SECTIONS: dict[str, tuple[_Title, _Row]] = {
    "files": (lambda _: "Files that most depends on (PageRank)", _file),
    "symbols": (lambda _: "Symbols that most uses lead to (PageRank)", _symbol),
    "file-bridges": (
        lambda _: (
            "Files that lie between others: share of all pairs whose shortest way leads "
            "through them"
        ),
        _file_bridge,
    ),
    "symbol-bridges": (_sampled, _symbol_bridge),
    "communities": (
        lambda said: f"Communities: files that hang together (modularity {said['modularity']:.2f})",
        _community,
    ),
    "import-cycles": (
        lambda said: _counted("Import cycles when files are loaded", said, "files"),
        _import_cycle,
    ),
    "call-cycles": (lambda said: _counted("Call cycles", said, "symbols"), _call_cycle),
    "hotspots": (
        lambda said: (
            "Hotspots: changed often and large"
            + (f" ({said['commits']:,} commits)" if "commits" in said else "")
        ),
        _hotspot,
    ),
    "rules": (
        lambda said: f"Layering rules: {said['rules']:,}, broken {said['total']:,} times",
        _breach,
    ),
    "dead": (
        lambda said: (
            f"Dead code: {said['total']:,} candidates with {said['lines']:,} lines, "
            "the largest first (`codegraph dead`)"
        ),
        _dead,
    ),
    "duplicates": (
        lambda said: (
            f"Nearly the same: {said['total']:,} groups of functions with "
            f"{said['lines']:,} lines repeated, most first (`codegraph duplicates`)"
        ),
        _duplicates,
    ),
}


commands = {"overview": overview, "check": check}
