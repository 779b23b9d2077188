"""Methods of interfaces of a standard library, as links hold their uses.

Whoever uses one uses every method of the workspace that implements it, which depends on all types
there are: so links say which method of which interface is used, and who implements it is found when
somebody asks (`queries.structure`).  Which interfaces are known is for the language to say.
"""

from __future__ import annotations

from ..facts import announced_hash
from .links import NOWHERE, Target


def standard_method(name: str) -> Target:
    """Under it links hold the uses of a method, called as `semantics.method_outside` has it."""
    return NOWHERE, announced_hash(f"<{name}>")
