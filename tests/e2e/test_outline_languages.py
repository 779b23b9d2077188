"""Each language that is known by its outline: what an editor is told of a file in it, of a name that
is defined there, and of a use of that in another file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lsprotocol import types

from codegraph_daemon.languages.registry import language_of
from e2e.session import Session, session, write

LANGUAGES = {
    "rb": ("class RbZoo\n  def rb_feed(meal)\n    meal\n  end\nend\n", "RbZoo.new.rb_feed(1)\n"),
    "php": ("<?php\nfunction php_feed($meal) {\n  return $meal;\n}\n", "<?php\nphp_feed(1);\n"),
    "cs": (
        "class CsZoo {\n  public int CsFeed(int meal) {\n    return meal;\n  }\n}\n",
        "class CsMain { int Run(CsZoo zoo) => zoo.CsFeed(1); }\n",
    ),
    "kt": ("fun ktFeed(meal: Int): Int {\n  return meal\n}\n", "val kt = ktFeed(1)\n"),
    "swift": (
        "func swiftFeed(meal: Int) -> Int {\n  return meal\n}\n",
        "let s = swiftFeed(meal: 1)\n",
    ),
    "scala": (
        "object ScalaZoo {\n  def scalaFeed(meal: Int) = {\n    meal\n  }\n}\n",
        "object ScalaMain { val x = ScalaZoo.scalaFeed(1) }\n",
    ),
    "lua": ("function lua_feed(meal)\n  return meal\nend\n", "lua_feed(1)\n"),
    "sh": ("sh_feed() {\n  echo meal\n}\n", "sh_feed 1\n"),
    "ex": (
        "defmodule ExZoo do\n  def ex_feed(meal) do\n    meal\n  end\nend\n",
        "defmodule ExMain do\n  def run, do: ExZoo.ex_feed(1)\nend\n",
    ),
    "hs": (
        "module HsZoo where\nhsFeed meal =\n  meal + 1\n",
        "module HsMain where\nx = hsFeed 1\n",
    ),
    "ml": ("let ml_feed meal =\n  meal + 1\n", "let x = Ml_zoo.ml_feed 1\n"),
    "zig": (
        "pub fn zigFeed(meal: u8) u8 {\n    return meal;\n}\n",
        'const x = @import("zoo.zig").zigFeed(1);\n',
    ),
    "dart": ("int dartFeed(int meal) {\n  return meal;\n}\n", "var x = dartFeed(1);\n"),
    "jl": ("function jl_feed(meal)\n  meal\nend\n", "jl_feed(1)\n"),
    "R": ("r_feed <- function(meal) {\n  meal\n}\n", "r_feed(1)\n"),
    "sql": (
        "CREATE FUNCTION sql_feed(meal int) RETURNS int AS $$\n  SELECT meal\n$$ LANGUAGE sql;\n",
        "SELECT sql_feed(1);\n",
    ),
}
PROSE = "# Keeping animals\n\nThey want hay.\n\n## Feeding markdown\n\nTwice a day.\n"


def outlined(symbols: Any) -> list[str]:
    return [name for each in symbols for name in (each.name, *outlined(each.children or ()))]


async def told(editor: Session, extension: str) -> list[str]:
    """What is wrong with what is told of a language."""
    path, user = f"zoo.{extension}", f"main.{extension}"
    text, use = LANGUAGES[extension]
    name = f"{extension.lower()}{'F' if f'{extension}Feed' in text else '_f'}eed"
    name = "CsFeed" if extension == "cs" else name
    line = next(n for n, each in enumerate(text.splitlines()) if name in each)
    used = next(n for n, each in enumerate(use.splitlines()) if name in each)
    wrong = []
    document = editor.document(path)
    client = editor.client
    symbols = await client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
    if outlined(symbols).count(name) != 1:
        wrong.append(f"the outline of {path}: {outlined(symbols)}")
    if (found := await editor.symbols(name))[:1] != [f"{path}:{line + 1} {name}"]:
        wrong.append(f"symbols of {name}: {found}")
    words = await editor.ask("codegraph/search", {"query": f"{name} meal", "limit": 1})
    if [each["name"] for each in words["results"]] != [name]:
        wrong.append(f"search of {name}: {words['results']}")
    at = types.Position(line, text.splitlines()[line].index(name))
    params = types.ReferenceParams(types.ReferenceContext(False), document, at)
    uses = [editor.show(each) for each in await client.text_document_references_async(params) or ()]
    if uses != [f"{user}:{used + 1} {name}"]:
        wrong.append(f"references of {name}: {uses}")
    hover = await client.text_document_hover_async(types.HoverParams(document, at))
    if "1 reference in 1 file by name" not in str(hover):
        wrong.append(f"hover of {name}: {hover}")
    there = {"line": used, "character": use.splitlines()[used].index(name)}
    asked = {"textDocument": {"uri": editor.uri(user)}, "position": there}
    why = await editor.ask("codegraph/explain", asked)
    if (why.get("tier"), why.get("origin")) != ("possible", "name"):
        wrong.append(f"explanation of {name}: {why}")
    return wrong


async def test_every_language_answers_and_says_that_it_is_by_name(folder: Path) -> None:
    files = {f"zoo.{each}": text for each, (text, _) in LANGUAGES.items()}
    files |= {f"main.{each}": use for each, (_, use) in LANGUAGES.items()}
    write(folder, {**files, "prose.md": PROSE})
    assert len({language_of(path) for path in files}) == len(LANGUAGES)
    async with session(folder) as editor:
        assert [each for name in LANGUAGES for each in await told(editor, name)] == []
        params = types.DocumentSymbolParams(editor.document("prose.md"))
        symbols = await editor.client.text_document_document_symbol_async(params)
        assert outlined(symbols) == ["Keeping animals", "Feeding markdown"]
        assert (await editor.symbols("Keeping animals"))[:1] == ["prose.md:1 Keeping animals"]
        found = await editor.ask("codegraph/search", {"query": "twice day", "limit": 1})
        assert [each["name"] for each in found["results"]] == ["Feeding markdown"]
