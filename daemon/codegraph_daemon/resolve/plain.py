"""The evaluators of languages with few rules of their own: nothing is declared apart from where it
is defined, callables of one name are one symbol, and namespaces are modules.

What other languages need comes in layers above `inference`, each of which costs every expression a
little; Python, TypeScript, JavaScript and Go take none of them, and Rust only `wrapped`.
"""

from __future__ import annotations

from .file import File
from .inference import Inference
from .names import Found
from .values import Item
from .wrapped import Wrapped


class _Simple(Inference):
    """What is the same in all such languages."""

    def chosen_items(self, file: File, callee: int, given: int) -> Found:
        """What a callee refers to, whatever it is called with."""
        return self.items(file, callee)

    def definition_of(self, item: Item) -> Item:
        """A symbol is defined where it is declared."""
        return item

    def compiled_here(self, file: File, found: Found) -> Found:
        """All files are there for every platform."""
        return found

    def structure_named(self, name: str, file: File) -> Found:
        """Structures have no names of their own."""
        return ()

    def listed(self, file: File, name: str) -> Found:
        """There are no such lists."""
        return ()

    def in_namespace(self, file: File, path: str, name: str) -> Found:
        """There are no namespaces."""
        return ()

    def namespace_of(self, file: File, symbol: int) -> str:
        """There are no namespaces."""
        return ""


class Plain(_Simple):
    """Evaluates the expressions of languages without particular rules."""


class Wrapping(_Simple, Wrapped):
    """Evaluates the expressions of languages in which types of a library hold others."""
