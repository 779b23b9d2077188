"""What algorithms of the standard library pass to a function without a name that is their argument.

What they give themselves is `conversions`' business.
"""

from __future__ import annotations

from ...facts import Expr
from .walk import Node, Walk, text_of

_POINTED, _ITERATED = int(Expr.POINTED), int(Expr.ITERATED)
_OF_ELEMENTS = frozenset(
    (
        *(b"for_each", b"any_of", b"all_of", b"none_of", b"count_if", b"find_if", b"find_if_not"),
        *(b"remove_if", b"copy_if", b"remove_copy_if", b"replace_if", b"partition", b"unique"),
        *(b"stable_partition", b"partition_point", b"sort", b"stable_sort", b"partial_sort"),
        *(b"nth_element", b"max_element", b"min_element", b"minmax_element", b"is_sorted"),
        *(b"adjacent_find", b"transform", b"make_heap", b"push_heap", b"pop_heap", b"sort_heap"),
    )
)
"""Those that pass elements of what they are given first, one or two."""
_OF_TWO = frozenset((b"transform", b"equal", b"mismatch", b"is_permutation"))
"""Those that pass an element of each of two ranges, of which the second begins where the third
argument says."""
FOLDS = frozenset((b"accumulate", b"reduce"))
"""Those that begin with their third argument, and give what that becomes."""


def passed(x: Walk, callee: Node, given: list[int]) -> list[int]:
    """What the function gets that stands behind these arguments, in order; 0: not known."""
    if x.kinds[callee.kind_id] != "qualified_identifier" or not given or not given[0]:
        return []
    text = text_of(x, callee)
    if not text.startswith(b"std::"):
        return []
    name = text.rpartition(b"::")[2]
    if text.startswith(b"std::ranges::") or name == b"erase_if":
        if len(given) > 1 or not (name in _OF_ELEMENTS or name == b"erase_if"):
            return []
        return [x.build.expr(_ITERATED, given[0])] * 2
    if len(given) < 2:
        return []
    if name in _OF_TWO and len(given) == (4 if name in _OF_ELEMENTS else 3):
        return [x.build.expr(_POINTED, each) if each else 0 for each in (given[0], given[2])]
    element = x.build.expr(_POINTED, given[0])
    if name in _OF_ELEMENTS:
        return [element, element]
    if len(given) == 3 and name in FOLDS:
        return [given[2], element]
    if len(given) == 3 and name == b"lower_bound":
        return [element, given[2]]
    if len(given) == 3 and name == b"upper_bound":
        return [given[2], element]
    return []
