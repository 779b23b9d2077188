"""What an expression means when libraries are seen too: the evaluator of links, with the few
differences that `evaluation` and `callables` have.
"""

from __future__ import annotations

from ..resolve.file import File
from ..resolve.plain import Plain
from .callables import Calling
from .evaluation import Externally
from .lookups import ExternalLookups, libraries_of_file


class ExternalEvaluator(Externally, Plain):
    """Evaluates expressions of workspace and libraries for languages without particular rules."""


class ExternalCalls(Calling):
    """The same for languages in which declarations stand apart from definitions."""


def evaluator_for(file: File, look: ExternalLookups) -> ExternalEvaluator | ExternalCalls | None:
    """An evaluator for what a file asks; None if nothing is known of its language's libraries."""
    if libraries_of_file(file) is None:
        return None
    look.turn_to(file)
    return (ExternalCalls if file.scoping.is_particular else ExternalEvaluator)(look)
