"""What an export says of a symbol, be it of the workspace or of a library: its name, its kind, its
documentation, how it is declared, and what holds it.

Stays out: what it is related to, which only symbols of the workspace are told of (`exporting`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..facts import Kind
from ..queries.declared import documentation_of, signature_of
from ..queries.reading import File
from .naming import KINDS, sayable


def describe(
    about: Any,
    file: File,
    symbol: int,
    names: Sequence[str],
    lines: list[str],
    language: str = "",
) -> None:
    """Say it in a `SymbolInformation`; `names` are SCIP's for all symbols of the file, and `lines`
    those of its text, none if it is not at hand."""
    facts = file.facts
    kind = facts.symbol_kind[symbol] if symbol else int(Kind.MODULE)
    shown = facts.names[facts.symbol_name[symbol]] if symbol else file.path.rpartition("/")[2]
    about.symbol = names[symbol]
    about.kind = type(about).Kind.Value(KINDS[kind])
    about.display_name = sayable(shown)
    documentation = documentation_of(file, symbol, lines) if lines else ""
    if documentation:
        about.documentation.append(sayable(documentation))
    signature = signature_of(file, symbol, lines) if symbol and lines else ""
    if signature:
        about.signature_documentation.language = language
        about.signature_documentation.text = sayable(signature)
    if symbol:
        about.enclosing_symbol = names[facts.symbol_container[symbol]]
