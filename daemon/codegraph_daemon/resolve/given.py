"""What an argument is that tells what a call gives: evaluated so that no call depends on itself.

What the expressions in it evaluate to is `evaluate`'s business.
"""

from __future__ import annotations

from collections.abc import Callable

from .file import File
from .local_names import asks_no_local
from .offers import Offers
from .values import UNKNOWN, Values


class Given(Offers):
    """Evaluates arguments."""

    _given_depth = -1
    """How many answers were being computed when an argument began to be evaluated."""

    def given(self, file: File, expr: int) -> Values:
        """The values of an argument that tells what a call gives.

        Whether it does is only known once the call is looked into, and a variable may be an
        argument of the very call that gives it its value.  So the variables in it are answers of
        their own, and one that depends on itself is unknown in this role.
        """
        look = self.look
        if look.linking == file.path_id and asks_no_local(look, file, expr):
            # Nothing that it asks can be such a variable, so it is like any other expression.
            return self.value(file, expr)
        before, self._given_depth = self._given_depth, look.depth
        # What is found here is another question's, so none of it is kept for the file's links.
        linking, look.linking = look.linking, -1
        outer = self.given_file
        if linking >= 0:
            self.given_file = linking
        try:
            return self.value(file, expr)
        finally:
            self._given_depth, look.linking, self.given_file = before, linking, outer

    def _given_local(self, key: int, values: Callable[[], Values]) -> Values:
        def compute() -> Values:
            before, self._given_depth = self._given_depth, self.look.depth
            try:
                return values()
            finally:
                self._given_depth = before

        return self.look.answer(key, compute, UNKNOWN)
