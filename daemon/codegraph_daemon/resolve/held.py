"""What names of the file being linked were found to mean, so that each is looked for once.

Only what is read for the file's links is held here, and never for a memoised answer: so every read
still reaches the set of keys that it belongs to.
"""

from __future__ import annotations

from ..facts import NONE
from .file import File
from .lookups import Lookups
from .values import Item

Found = tuple[tuple[Item, int], ...]
"""Items, each with the origin that its last step adds."""

HeldNames = dict[tuple[int, str], Found]
"""By scope (NONE: nothing in the file binds it) and name."""


class Held:
    """Holds names while a file is linked.

    Evaluators have no more than thirty attributes, those included that are set late: beyond that
    the interpreter no longer knows where an attribute lies, and each of them costs more.
    """

    def __init__(self, look: Lookups) -> None:
        self.look = look
        self.given_file = NONE
        """The file being linked while it is asked what an argument is (see `Evaluator.given`)."""
        self._names_linked: HeldNames = {}
        self._names_given: HeldNames = {}
        """Apart, since other keys are read then."""

    def held_names(self, file: File) -> HeldNames | None:
        """What was found for a file so far; None: nothing that is found now may be held."""
        look = self.look
        if look.linking == file.path_id:
            return self._names_linked
        if self.given_file == file.path_id and look.reads is look.of_links:
            return self._names_given
        return None
