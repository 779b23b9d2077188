"""Blocks that add members to a type, or say that it implements a trait (`impl Trait for Type`).

Each names what it adds to and, if any, the trait; both are read from facts and links.  Stays out:
which members they hold, which is `hierarchy`'s and `overrides`' business.
"""

from __future__ import annotations

from typing import NamedTuple

from codegraph_client.protocol import Result

from ..facts import EXTENDED_NAME, START_MASK, Expr, Facts
from ..languages.semantics import modules_of, scoping_of
from ..resolve.heritage import meant
from ..resolve.links import Target
from ..store.postings import Postings
from .answering import Asked
from .declared import symbol_result
from .hierarchy import bases_of_body
from .reading import File, Snapshot
from .targets import locate


class Block(NamedTuple):
    """One block: the body that holds its members, and the row that says what it adds to."""

    file: File
    scope: int
    row: int


def has_blocks(path: str) -> bool:
    """Whether types of the file `path` get members from blocks anywhere."""
    return scoping_of(modules_of(path)).extended == "anywhere"


async def blocks_of_type(
    asked: Asked, snapshot: Snapshot, postings: Postings, type_: Target
) -> list[Block]:
    """The blocks that add to a type."""
    found = await _mentioning(asked, snapshot, postings, type_)
    return [each for each in found if type_ in _added_to(snapshot, each)]


async def blocks_of_trait(
    asked: Asked, snapshot: Snapshot, postings: Postings, trait: Target
) -> list[Block]:
    """The blocks that implement a trait."""
    found = await _mentioning(asked, snapshot, postings, trait)
    return [each for each in found if trait in bases_of_body(snapshot, each.file, each.scope)]


async def traits_elsewhere(
    asked: Asked, snapshot: Snapshot, postings: Postings, type_: Target
) -> list[Target]:
    """The traits that blocks in other files implement for a type."""
    found: dict[Target, None] = {}
    for block in await blocks_of_type(asked, snapshot, postings, type_):
        if block.file.entry.path_id != type_[0]:
            found.update(dict.fromkeys(bases_of_body(snapshot, block.file, block.scope)))
    return list(found)


async def _mentioning(
    asked: Asked, snapshot: Snapshot, postings: Postings, target: Target
) -> list[Block]:
    """The blocks of the files that refer to a symbol, in their order."""
    found: list[Block] = []
    for path_id in sorted(postings.read_refs(*target)):
        await asked.pace.breathe()
        file = snapshot.file_by_id(path_id)
        name = None if file is None else file.facts.name_index.get(EXTENDED_NAME)
        if file is None or name is None:
            continue
        for (scope, bound), rows in file.facts.bindings.items():
            if bound == name:
                found += [Block(file, scope, row) for row in rows]
    return found


def _added_to(snapshot: Snapshot, block: Block) -> list[Target]:
    facts, links = block.file.facts, snapshot.contents.links(block.file.entry)
    if links is None:
        return []
    return [target for target, _ in meant(facts, links, facts.bind_a[block.row])]


def block_result(snapshot: Snapshot, block: Block, origin: int) -> Result | None:
    """The result that stands for a block, at the name of what it adds to.

    None if that has no name: blocks for arrays, tuples and the like.
    """
    facts = block.file.facts
    place = _place(facts, facts.bind_a[block.row], block.scope)
    if place is None:
        return None
    types = [locate(snapshot, each) for each in _added_to(snapshot, block)]
    owner = types[0] if types and types[0] is not None else None
    symbol = facts.scope_owner[block.scope]
    result = symbol_result(*(owner or (block.file, symbol)), origin)
    line, column = facts.position(place[0])
    result["path"] = block.file.path
    result["line"] = result["end_line"] = line
    result["column"], result["end_column"] = column, column + place[1]
    scope = facts.scope_start[block.scope], facts.scope_end[block.scope]
    result["range"] = [*facts.position(scope[0]), *facts.position(scope[1])]
    result.pop("text", None)
    if facts.is_wide(line):
        result["text"] = ""
    return result


def _place(facts: Facts, expr: int, scope: int) -> tuple[int, int] | None:
    """The byte offset and the length of the last name of an expression at the head of a block."""
    while facts.expr_kind[expr] == Expr.INDEX:
        expr = facts.expr_a[expr]
    if facts.expr_kind[expr] not in (Expr.NAME, Expr.ATTR):
        return None
    start, end = facts.scope_start[scope], facts.scope_end[scope]
    # Other blocks spell it too; after the name of a trait, whose arguments may be the same.
    spelled = [packed & START_MASK for packed in facts.occurrences_of(expr)]
    inside = [offset for offset in spelled if start <= offset < end]
    length = len(facts.names[facts.expr_name(expr)].encode())
    return (max(inside), length) if inside else None
