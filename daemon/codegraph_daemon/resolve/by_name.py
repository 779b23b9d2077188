"""What a name stands for in languages of which no more is known than names."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ..facts import by_name
from ..languages.semantics import Beyond, Here
from .file import File
from .keys import PATHS, answer_key
from .values import Item, Origin

if TYPE_CHECKING:
    from .names import Found, Names


def of_name(names: Names, file: File, name: str) -> Found:
    """What has a name: in the file itself, else in others.

    What others have is one answer for all files of a language, however many announce it.
    """
    look, wanted = names.look, by_name(name)
    if look.rows(file, 0, wanted):
        return tuple([(item, Origin.NAME) for item, _ in names.bound(file, 0, wanted)])
    if not file.scoping.beyond:
        return ()
    rules = cast(Beyond, file.rules)
    here = Here(file.path, file.folder, "")

    def compute() -> Found:
        found: dict[Item, int] = {}
        for path_id in rules.beyond(look, here, name):
            other = look.file(path_id)
            if other is not None:
                found.update((item, Origin.NAME) for item, _ in names.bound(other, 0, wanted))
        return tuple(found.items())

    return look.answer(answer_key(PATHS, "named", rules.family(file.path), name), compute, ())
