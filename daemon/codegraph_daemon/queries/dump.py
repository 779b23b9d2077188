"""The canonical dump of a workspace: what two indexes of the same files must agree on.

By path and descriptor, without ids, generations or anything that depends on the order in which
files were seen.  For `verify` and for the tests of invariant 3.
"""

from __future__ import annotations

from ..resolve.values import TRUST
from .reading import Snapshot


def canonical(snapshot: Snapshot) -> str:
    """One line for each file and each linked occurrence, sorted."""
    lines: list[str] = []
    for path, entry in sorted(snapshot.generation.items()):
        file = snapshot.file(path)
        links = snapshot.contents.links(entry)
        lines.append(f"{path} {entry.facts.hex()} {'linked' if links is not None else 'unlinked'}")
        if file is None or links is None:
            continue
        found: list[str] = []
        for target, link in links.all():
            other = snapshot.file_by_id(target[0])
            symbol = None if other is None else other.facts.symbol_of_hash.get(target[1])
            name = (
                f"{other.path}#{other.facts.descriptor(symbol)}"
                if other is not None and symbol is not None
                else f"?{snapshot.generation.path_of(target[0])}#{target[1]:x}"
            )
            trust = TRUST[link.origin]
            found.append(f"  {link.line:6}:{link.column:<4} {name} {trust.name} {link.container}")
        found += [
            f"  {link.line:6}:{link.column:<4} .{hashed:x} {link.container}"
            for hashed, link in links.unknown()
        ]
        lines += sorted(found)
    return "\n".join(lines) + "\n"
