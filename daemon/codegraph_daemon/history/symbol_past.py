"""Which of the commits that changed a file changed one symbol in it; in a worker.

Belongs here: reading earlier texts, finding the symbol in each, and following it where it was
renamed or moved. Stays out: which commits there are (`past`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from codegraph_client.git import run
from codegraph_client.trees import git_place

from ..encoding import utf8_text
from ..facts import UNLISTED, Bind, Facts, Flag, Kind
from ..languages.registry import language_by_shebang, language_of
from ..workers.parse import parser_of
from .unchanged import block_of, stays

_ALIKE: Final = 0.6
"""So much of a text must be in another for that to be the same symbol under another name."""
_FEW_LINES: Final = 6
_VALUES: Final = frozenset((Kind.VARIABLE, Kind.CONSTANT, Kind.PARAMETER))
_MOST_BYTES: Final = 4 << 20
_AT_ONCE: Final = 16
_TEXTS_KEPT: Final = 4
_BLOCKS_KEPT: Final = 4
_NAME: Final = re.compile(r"\w+")
_MOST_ELSEWHERE: Final = 40
"""Files of a commit that are looked at for what came from another file."""
_SECONDS: Final = 60.0


class Version(NamedTuple):
    """A symbol in one text of its file."""

    qualified: str
    line: int
    """Zero-based."""
    text: bytes
    """From the start of its definition to the end, without blanks at the ends of lines."""
    kind: int
    local: bool
    """Whether it is defined inside a function."""
    start: int
    end: int
    """Where its definition is in the text as UTF-8, in bytes."""


class Revision(NamedTuple):
    """One commit that changed the file, with the paths that it had after and before it."""

    commit: str
    path: str
    before: str
    """Empty if the commit made the file."""
    others: list[str]
    """The other files that the commit changed or took away, by their paths before it."""


class Step(NamedTuple):
    """What a commit did to the symbol."""

    commit: str
    change: str
    """changed, added, renamed or moved."""
    path: str
    """Where it was afterwards."""
    qualified: str
    line: int
    """Zero-based, in the text after the commit."""
    was: str
    """Its earlier qualified name, or path#qualified name, if that is another."""


class Followed(NamedTuple):
    """What was found so far."""

    steps: list[Step]
    path: str
    """The other file in which it goes on; empty if there is none."""
    qualified: str
    """Its name there, or in its file before these commits; empty if no more is to be found."""
    after: str
    """The commit before which it goes on in another file."""
    blocks: Sequence[bytes] = ()
    """What defined it in texts of these commits, for who follows it further."""


def follow(
    root: Path,
    qualified: str,
    revisions: Sequence[Revision],
    most: int,
    blocks: Iterable[bytes] = (),
) -> Followed:
    """What some commits, newest first, did to the symbol of this qualified name.

    At most `most` of them that changed it. It is followed under other names within its file; where
    it came from another file, that is said and the rest is for whoever knows that file's commits.
    `blocks`, what defined it in later texts, saves reading texts in which it stands as it does
    there; the answer is the same.
    """
    root, _ = git_place(root)
    # What one commit found, the one before it left: most texts are asked for twice.
    symbols = lru_cache(maxsize=_TEXTS_KEPT)(symbols_in)
    known = _Known(qualified, blocks)
    steps: list[Step] = []
    for at in range(0, len(revisions), _AT_ONCE):
        some = revisions[at : at + _AT_ONCE]
        texts = _texts_at(root, [place for each in some for place in _places(each)])
        for revision in some:
            newer = texts.get(f"{revision.commit}:{revision.path}")
            older = texts.get(f"{revision.commit}^:{revision.before}")
            if known.is_untouched(older, newer):
                continue
            after = symbols(revision.path, newer)
            version = after.get(qualified)
            if version is None:
                # It is not there yet: another file of this name, or a text that cannot be read.
                continue
            known.add(newer, version)
            before = symbols(revision.before, older)
            earlier = before.get(qualified)
            if earlier is not None:
                known.add(older, earlier)
                if earlier.text != version.text:
                    steps.append(_step(revision, version, "changed", ""))
                if len(steps) >= most:
                    return Followed(steps, "", "", "")
                continue
            gone = [each for name, each in before.items() if name not in after]
            former = most_alike(version, gone)
            if former is not None:
                steps.append(_step(revision, version, "renamed", former.qualified))
                qualified = former.qualified
                known = _Known(qualified)
                if len(steps) >= most:
                    return Followed(steps, "", "", "")
                continue
            origin = _elsewhere(root, revision, version)
            if origin is not None:
                path, former = origin
                steps.append(_step(revision, version, "moved", f"{path}#{former.qualified}"))
                return Followed(steps, path, former.qualified, revision.commit)
            steps.append(_step(revision, version, "added", ""))
            return Followed(steps, "", "", "")
    return Followed(steps, "", qualified, "", known.blocks)


class _Known:
    """The lines that defined a symbol in the texts that were parsed, the latest of them: where
    they stand in another text as they do there, it need not be parsed."""

    def __init__(self, qualified: str, blocks: Iterable[bytes] = ()) -> None:
        self._names = [name.encode() for name in _NAME.findall(qualified)]
        self._blocks = dict.fromkeys(blocks)

    @property
    def blocks(self) -> list[bytes]:
        """The definitions, the latest last."""
        return list(self._blocks)

    def add(self, text: bytes | None, version: Version) -> None:
        """What a text was found to have."""
        if text is not None:
            block = block_of(utf8_text(text), version.start, version.end)
            self._blocks.pop(block, None)
            self._blocks[block] = None
            if len(self._blocks) > _BLOCKS_KEPT:
                del self._blocks[next(iter(self._blocks))]

    def is_untouched(self, before: bytes | None, after: bytes | None) -> bool:
        """Whether the symbol is the same in both texts, as far as can be told by looking."""
        if before is None or after is None or not self._names:
            return False
        one, other = utf8_text(before), utf8_text(after)
        return any(stays(each, self._names, one, other) for each in reversed(self._blocks))


def _step(revision: Revision, version: Version, change: str, was: str) -> Step:
    return Step(revision.commit, change, revision.path, version.qualified, version.line, was)


def _places(revision: Revision) -> Iterator[str]:
    yield f"{revision.commit}:{revision.path}"
    if revision.before:
        yield f"{revision.commit}^:{revision.before}"


def _elsewhere(root: Path, revision: Revision, version: Version) -> tuple[str, Version] | None:
    """Where a symbol was before, if the commit took it away from another file."""
    language = language_of(revision.path)
    others = [path for path in revision.others if language_of(path) == language][:_MOST_ELSEWHERE]
    places = [f"{revision.commit}{mark}:{path}" for path in others for mark in ("^", "")]
    texts = _texts_at(root, places)
    found: list[tuple[str, Version]] = []
    name = version.qualified.rpartition(".")[2]
    for path in others:
        before = symbols_in(path, texts.get(f"{revision.commit}^:{path}"))
        after = symbols_in(path, texts.get(f"{revision.commit}:{path}"))
        gone = [
            each
            for qualified, each in before.items()
            if qualified not in after and qualified.rpartition(".")[2] == name
        ]
        former = most_alike(version, gone)
        if former is not None:
            found.append((path, former))
    return max(found, key=lambda each: (_likeness(version, each[1]), each[0]), default=None)


def most_alike(version: Version, others: Iterable[Version]) -> Version | None:
    """The one of some versions that the symbol most likely was."""
    best: Version | None = None
    likeness = _ALIKE
    for other in others:
        found = _likeness(version, other)
        if found > likeness or (found == likeness and best is None):
            best, likeness = other, found
    return best


def _likeness(one: Version, other: Version) -> float:
    mine, others = one.text.splitlines(), other.text.splitlines()
    ratio = _ratio(mine, others)
    # By lines first, which are cheap and tell most; short ones by their words.
    if ratio < _ALIKE and max(len(mine), len(others)) <= _FEW_LINES:
        ratio = _ratio(one.text.split(), other.text.split())
    return ratio


def _ratio(some: list[bytes], others: list[bytes]) -> float:
    """How much of two texts is the same, from 0 to 1; 0 where that is less than what counts."""
    if some == others:
        return 1.0
    # What can be at most is told by lengths, or by how often each part comes, which is cheap.
    if 2 * min(len(some), len(others)) < _ALIKE * (len(some) + len(others)):
        return 0.0
    matcher = SequenceMatcher(None, some, others, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0


def _texts_at(root: Path, places: Sequence[str]) -> dict[str, bytes]:
    """Texts as commits had them, by `commit:path`, without those that are not there."""
    # `./` makes paths relative to the folder that is asked in, as all paths of ours are.
    spelled = {place.replace(":", ":./", 1): place for place in places}
    return {spelled[each]: text for each, text in texts_of(root, list(spelled)).items()}


def texts_of(root: Path, objects: Sequence[str]) -> dict[str, bytes]:
    """The texts of some of git's objects, by their names, without those that are no texts."""
    asked = [each for each in objects if "\n" not in each]
    if not asked:
        return {}
    data = b"".join(os.fsencode(each) + b"\n" for each in asked)
    answer = run(["cat-file", "--batch"], cwd=root, data=data, timeout=_SECONDS)
    found: dict[str, bytes] = {}
    output, at = answer.output, 0
    for each in asked:
        end = output.find(b"\n", at)
        if end < 0:
            break
        header = output[at:end].split(b" ")
        at = end + 1
        # Of what is missing there is a line alone.
        if len(header) == 3 and header[2].isdigit() and header[1] in (b"blob", b"tree", b"commit"):
            size = int(header[2])
            if header[1] == b"blob" and size <= _MOST_BYTES:
                found[each] = output[at : at + size]
            at += size + 1
    return found


def imports_in(path: str, text: bytes | None) -> dict[str, str]:
    """What a text takes from other modules for all of it: the names here, and those there."""
    language = language_of(path)
    if text is None or language is None:
        return {}
    facts = Facts(parser_of(language).facts_of(utf8_text(text)))
    return {
        facts.names[name]: facts.names[facts.bind_b[row]]
        for (scope, name), rows in facts.bindings.items()
        for row in rows
        if scope == 0 and facts.bind_kind[row] == Bind.IMPORT_FROM
    }


def symbols_in(path: str, text: bytes | None) -> dict[str, Version]:
    """The symbols of a text by their qualified names; the first of several of one name."""
    if not path or text is None:
        return {}
    language = language_of(path) or language_by_shebang(text[:200].split(b"\n")[0])
    if language is None:
        return {}
    source = utf8_text(text)
    facts = Facts(parser_of(language).facts_of(source))
    found: dict[str, Version] = {}
    for symbol in range(1, len(facts.symbol_name)):
        kind, flags = facts.symbol_kind[symbol], facts.symbol_flags[symbol]
        if kind in UNLISTED or (kind in _VALUES and flags & Flag.LOCAL):
            continue
        qualified = facts.shown(symbol)
        if qualified in found:
            continue
        sites = facts.sites(symbol)
        declared = [each for each in sites if each.declared] or sites
        # Of what is overloaded the last one is the one with a body.
        site = declared[-1 if flags & Flag.OVERLOAD else 0]
        lines = source[site.start : site.end].splitlines()
        text_of = b"\n".join(line.rstrip() for line in lines)
        line, local = facts.position(site.start)[0], bool(flags & Flag.LOCAL)
        found[qualified] = Version(qualified, line, text_of, kind, local, site.start, site.end)
    return found
