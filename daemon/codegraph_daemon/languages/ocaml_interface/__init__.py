"""Interfaces of OCaml, by their outline. This file only says which files are some; every scan loads
it.

Stays out: `tree_sitter` and everything that needs it, which only workers load.
"""

from __future__ import annotations

from codegraph_daemon.languages.registry import Language

LANGUAGE = Language(id="ocaml_interface", extensions=(".mli",), announces=True)
