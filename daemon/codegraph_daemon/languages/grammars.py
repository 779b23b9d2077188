"""A tree-sitter grammar by its name.

Importing the package of all grammars loads several of them and half a dozen modules of the standard
library: a tenth of a worker's start, and memory in each. So the one that is wanted is loaded from
the package's folder, and the package itself only for the few that do not lie there.
"""

from __future__ import annotations

import os
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import Any, cast

from tree_sitter import Language

_PACKAGE = "tree_sitter_language_pack"


def grammar(name: str) -> Language:
    """The grammar that the package calls `name`. Raises LookupError if it has none."""
    package = PathFinder.find_spec(_PACKAGE)
    folders = package.submodule_search_locations if package is not None else None
    places = [os.path.join(folder, "bindings") for folder in folders or ()]
    found = PathFinder.find_spec(f"{_PACKAGE}.bindings.{name}", places)
    if found is None or found.loader is None:
        from tree_sitter_language_pack import get_language

        return get_language(cast(Any, name))
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return Language(module.language())
