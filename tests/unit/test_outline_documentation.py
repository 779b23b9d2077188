"""What documents a definition of a language that is known by its outline, and what declares it."""

from __future__ import annotations

import pytest

from codegraph_daemon.facts import Facts
from codegraph_daemon.languages.registry import language_of
from codegraph_daemon.queries.signatures import documentation, header
from codegraph_daemon.workers.parse import parser_of
from fixture_language import parse_fixture
from harness import ask


def documentation_of(path: str, text: str, name: str) -> str:
    facts = Facts(parser_of(language_of(path) or "").facts_of(text.encode()))
    symbol = [facts.names[each] for each in facts.symbol_name].index(name)
    extent = slice(facts.symbol_doc_start[symbol], facts.symbol_doc_end[symbol])
    return documentation(text.encode()[extent].decode())


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        (
            "a.ex",
            'defmodule A do\n  @doc """\n  Feeds.\n  """\n  @spec feed(t) :: t\n  def feed(x), do: x\nend\n',
            "Feeds.",
        ),
        (
            "a.ex",
            'defmodule A do\n  @doc "Other."\n  def other(x), do: x\n\n  def feed(x), do: x\nend\n',
            "",
        ),
        ("a.ex", "defmodule feed do\n  def feed(x), do: x\nend\n", ""),
        ("a.jl", '"""\nFeeds.\n"""\nfunction feed(x)\nend\n', "Feeds."),
        ("a.jl", '"Feeds."\n@inline feed(x) = x\n', "Feeds."),
        ("a.ml", "(** Feeds. *)\nlet feed x = x\n", "Feeds."),
        ("A.hs", "-- | Feeds.\nfeed :: Int\n  -> Int\nfeed x = x\n", "Feeds."),
        ("A.hs", "{- | Feeds.\n-}\nfeed = 1\n", "Feeds."),
        ("a.lua", "--[[ Feeds.\nMuch. ]]\nfunction feed() end\n", "Feeds.\nMuch."),
        ("a.kt", "/** Feeds.\n    Much. */\nfun feed() {}\n", "Feeds.\nMuch."),
        ("a.r", "#' Feeds.\nfeed <- function() 1\n", "Feeds."),
        ("a.sh", "#!/bin/sh\nfeed() { :; }\n", ""),
        ("a.zig", "//! All of it.\nconst feed = 1;\n", ""),
        ("a.zig", "const A = struct {\n    /// Feeds.\n    feed: u8,\n};\n", "Feeds."),
        ("a.dart", "class A {\n  /// Feeds.\n  @override\n  int feed() => 1;\n}\n", "Feeds."),
        # What stands behind or deeper belongs to what is before.
        ("a.mli", "val eat : int\n  (* Eats. *)\nval feed : int\n  (* Feeds. *)\n", "Feeds."),
        ("a.mli", "val eat : int\n    (* Eats. *)\nval feed : int\n", ""),
        ("a.ml", "type t = { eat : int; (* Eats. *)\n  feed : int; (* Feeds. *) }\n", "Feeds."),
        ("a.ml", "type t = { eat : int; (* Eats. *)\n  feed : int }\n", ""),
        # A text of the generated documentation may stand right below, if nothing follows it.
        ("a.mli", "val eat : int\n(** Eats. *)\n\nval feed : int\n(** Feeds. *)\n", "Feeds."),
        ("a.mli", "val eat : int\n(** Eats. *)\n\nval feed : int\n", ""),
        ("a.mli", "module M : sig\n  val feed : int\n  (** Feeds. *)\nend\n", "Feeds."),
        ("a.mli", "val feed : int\n(** Eats. *)\nval eat : int\n", ""),
        ("a.mli", "val feed : int\n(* Not told. *)\n\nval eat : int\n", ""),
        ("a.hs", "-- | A pet.\ndata Pet = Cat | Dog { feed :: Int }\n", ""),
    ],
)
def test_what_documents_a_definition(path: str, text: str, told: str) -> None:
    assert documentation_of(path, text, "feed") == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{- |\nModule : Feed\n-}\n\nmodule Feed where\neat = 1\n", "Module : Feed"),
        ("-- | Feeds.\n-- Much.\n\n-- Mine.\nmodule Feed where\n", "Feeds.\nMuch."),
        ("{-# LANGUAGE CPP #-}\n-- | Feeds.\n{-# OPTIONS x #-}\nmodule Feed where\n", "Feeds."),
        ("{- Mine. -}\n\nmodule Feed where\n\n-- | Eats.\neat = 1\n", ""),
    ],
)
def test_a_module_of_haskell_is_documented_by_what_the_file_begins_with(
    text: str, told: str
) -> None:
    assert documentation_of("Feed.hs", text, "Feed") == told


def test_documentation_is_the_same_each_time() -> None:
    """Nodes that a query captures come in another order from one run to the next."""
    elixir = 'defmodule A do\n  @doc "Feeds #{:a} all #{:b} day."\n  def feed(x), do: x\nend\n'
    haskell = "feed\n  :: Int -- ^ Food.\n  -> Int -- ^ Rest.\nfeed x = x\n"
    for _ in range(20):
        assert documentation_of("a.ex", elixir, "feed") == "Feeds #{:a} all #{:b} day."
        assert documentation_of("A.hs", haskell, "feed") == ""


def test_a_module_of_elixir_is_documented_by_what_stands_in_it() -> None:
    text = 'defmodule Zoo do\n  @moduledoc "All animals."\n  def feed(x), do: x\nend\n'
    assert documentation_of("a.ex", text, "Zoo") == "All animals."
    assert documentation_of("a.ex", text, "feed") == ""


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("a.ex", "def feed(x) do\n  x\nend\ndef other, do: 1\n", "def feed(x)"),
        (
            "a.ex",
            "@spec feed(t) :: t\ndef feed(x), do: x\n",
            "@spec feed(t) :: t\ndef feed(x), do: x",
        ),
        (
            "A.hs",
            "feed :: Int\n  -> Int\nfeed x = x\nother = 1\n",
            "feed :: Int\n  -> Int\nfeed x = x",
        ),
        ("a.lua", "function feed(\n  a,\n  b)\n  return a\nend\n", "function feed(\n  a,\n  b)"),
        ("a.r", "feed <- function(x, y = 2) {\n  x\n}\n", "feed <- function(x, y = 2)"),
        ("a.rb", "def feed(x = {})\n  x\nend\n", "def feed(x = {})"),
        ("a.ml", "let feed x' = x'\nlet other = 1\n", "let feed x' = x'"),
    ],
)
def test_a_declaration_in_a_language_of_lines_is_its_head(path: str, text: str, told: str) -> None:
    lines = text.splitlines()
    line = next(at for at in range(len(lines)) if "feed" in lines[at] and "::" not in lines[at])
    assert header(lines, path, line, lines[line].index("feed")) == told


def test_a_declaration_ends_with_what_it_declares() -> None:
    fixture = parse_fixture(
        """
        //- a.kt
        interface Shape {
          fun ar<|>ea(): Double
          fun perimeter(): Double
        }
        """
    )
    (result,) = ask(fixture.files, (), "hover", fixture.target())["results"]
    assert result["detail"] == "fun area(): Double"


def test_documentation_that_is_never_closed_ends_with_the_text() -> None:
    source = "[ `GET\nval fed : t -> bool\n(** [fed meal says\n  more"
    assert documentation_of("zoo.mli", source, "fed") == "[fed meal says\nmore"
