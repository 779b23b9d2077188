"""Names that every file knows without importing them: `declare global {}`, and what a file of
TypeScript declares that is no module.

They are exported under a name that no code can spell, and announced by it.  Which of them a file
means is found by packages: each has its own.
"""

from __future__ import annotations

from ...facts import Bind, ScopeKind, global_name
from .own_names import OWN_NAMES
from .patterns import declared_names
from .walk import Node, Walk, named, statements, text_of

_ALIAS, _MODULE = int(Bind.ALIAS), int(ScopeKind.MODULE)
_MODULES = frozenset(("import_statement", "export_statement"))
_DECLARATIONS = ("declaration", "signature")


def ambient(x: Walk, node: Node) -> int:
    """`declare ...`, where `declare global {}` declares for everybody."""
    is_global = any([text_of(x, each) == b"global" for each in node.children[1:2]])
    outer, home = x.scope, x.home
    for child in node.named_children:
        if not is_global or x.kinds[child.kind_id] != "statement_block":
            x.effect[child.kind_id](x, child)
            continue
        x.scope = x.home = x.build.open_scope(_MODULE, outer, child.start_byte, child.end_byte)
        statements(x, child)
        _tell(x, child)
        x.scope, x.home = outer, home
    return 0


def of_script(x: Walk, root: Node) -> None:
    """What a file declares for everybody that is no module."""
    kinds = [x.kinds[child.kind_id] for child in root.named_children]
    if not _MODULES.intersection(kinds):
        _tell(x, root)


def _tell(x: Walk, node: Node) -> None:
    for child in node.named_children:
        kind = x.kinds[child.kind_id]
        if not kind.endswith(_DECLARATIONS) and kind != "expression_statement":
            continue
        for name in declared_names(x, child):
            text = text_of(x, name)
            spelled = text.decode("utf-8", "replace")
            if spelled not in OWN_NAMES:
                marked = global_name(spelled).encode()
                x.build.bind(x.exports, marked, _ALIAS, named(x, x.scope, text))
                x.build.announce(marked)
