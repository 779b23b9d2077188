"""What is said between clients and the daemon: names, parameters, answers and error codes.

Belongs here: the shape of answers, protocol numbers, error codes, the methods that ask nothing.
Stays out: the table of questions (`questions`), bytes on the wire (`framing`), connections
(`connect`, `blocking`), and any behaviour.

Positions are a zero-based line and a zero-based UTF-8 byte column, everywhere in this protocol.
Lines end with `\\n`, `\\r\\n` or a lone `\\r`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NotRequired, TypedDict

from .questions import QUESTIONS as QUESTIONS
from .questions import WITH_LIBRARIES as WITH_LIBRARIES
from .questions import WITH_POSSIBLE as WITH_POSSIBLE
from .questions import Param as Param
from .questions import Question as Question

PROTOCOL: Final = 1
"""Number of this protocol. Rises when an old client could misread a new daemon or the reverse."""

INDEX_FORMAT: Final = 23
"""Number of the format of the index on disk; part of its directory's name."""

MAX_MESSAGE_BYTES: Final = 64 * 1024 * 1024
"""No message is longer than this many bytes, in either direction."""

# Codes of JSON-RPC and LSP where they have one that means the same.
INVALID_REQUEST: Final = -32600
METHOD_NOT_FOUND: Final = -32601
INVALID_PARAMS: Final = -32602
INTERNAL: Final = -32603
CANCELLED: Final = -32800
# Our own, from the range that JSON-RPC leaves to servers.
DEADLINE: Final = -32001
SHUTTING_DOWN: Final = -32002
PROTOCOL_MISMATCH: Final = -32003
TOO_LARGE: Final = -32004
HANDSHAKE_FIRST: Final = -32005
ROOT_REFUSED: Final = -32006
STORE_FAILED: Final = -32007
BUSY: Final = -32008

ERROR_NAMES: Final[dict[int, str]] = {
    INVALID_REQUEST: "invalid request",
    METHOD_NOT_FOUND: "method not found",
    INVALID_PARAMS: "invalid parameters",
    INTERNAL: "internal error",
    CANCELLED: "cancelled",
    DEADLINE: "deadline exceeded",
    SHUTTING_DOWN: "shutting down",
    PROTOCOL_MISMATCH: "protocol mismatch",
    TOO_LARGE: "message too large",
    HANDSHAKE_FIRST: "handshake expected first",
    ROOT_REFUSED: "root refused",
    STORE_FAILED: "index cannot be used",
    BUSY: "too many requests at once",
}

STATES: Final = ("starting", "scanning", "parsing", "linking", "ready")
"""The states of an index, in the order in which a cold one passes through them. What is ready
answers every question about code; until searches know all its files, `index` that waits for all
tells of the stage `chunking`."""

TIERS: Final = ("certain", "inferred", "possible")
"""How sure a result is, surest first."""


POSSIBLE: Final = ("auto", "always", "never")
"""What a question may want of possible results: those by name alone in languages of which no more
is known; also what a use may mean whose receiver is not known; none."""


HELLO: Final = "hello"
"""First request: HelloParams -> HelloResult. `hello` and `stop` keep their shape for ever."""
STOP: Final = "stop"
"""Request {} -> {"pid": int}: finish what runs, close the index, exit. Allowed before `hello`."""
INDEX: Final = "index"
"""Request {"wait": "none" | "graph" | "ready"} -> status, with `progress` notifications."""
SETTLE: Final = "settle"
"""Request {} -> status: answered when nothing is left to do."""
VERIFY: Final = "verify"
"""Request {"limit": int} -> where the index differs from one made from scratch, at most so many;
with `progress` notifications. It takes as long as indexing with one worker."""
SCIP: Final = "scip"
"""Request {"action": "import", "files": [str], "folder": str | None}: precise indexes, in place of
those imported before; {"action": "export", "file": str}: this index as one of SCIP; {"action":
"remove"}; {"action": "status"} -> what is imported. Import and export tell `progress`."""
CANCEL: Final = "cancel"
"""Notification {"id": int}: the answer to that request is no longer wanted."""
CHANGED: Final = "changed"
"""Notification {"paths": [str]}: a hint that these files were written."""
OVERLAY: Final = "overlay"
"""Notification {"path": str, "version": int, "text": str}: for this session, and for it alone, the
file counts as if it were saved with this text; also of a file that does not exist. A question that
is sent later sees it. To be sent again on a new connection."""
OVERLAY_CHANGE: Final = "overlay_change"
"""Notification {"path": str, "version": int, "edits": [[start, old end, new text]]}: offsets in
UTF-8 bytes, each edit in the text that the one before it made."""
OVERLAY_CLOSE: Final = "overlay_close"
"""Notification {"path": str}: the file counts as it is on the disk again."""
SUBSCRIBE: Final = "subscribe"
"""Notification {"events": ["status"]}: from now on send these notifications to this session."""
PROGRESS: Final = "progress"
"""Notification from the daemon: Progress."""
STATUS: Final = "status"
"""Notification from the daemon (after `subscribe`): the single result of the question `status`."""
GOODBYE: Final = "goodbye"
"""Notification from the daemon {}: it stops on purpose; the connection ends."""

# Lost with the connection, these can be asked once more: they change nothing.
REPEATABLE: Final = frozenset({*QUESTIONS, INDEX, SETTLE})


class Step(TypedDict):
    """One step of how a name was resolved; `depth` says in which earlier step it was taken."""

    depth: int
    what: str
    path: str
    """The file that was looked at; empty if it was no file's facts."""
    key: str
    """The recorded key, in hexadecimal; empty for a step that reads nothing itself."""
    found: list[str]


class Result(TypedDict):
    """One place in the source. Lines zero-based, columns zero-based UTF-8 bytes, end exclusive.

    Of `container` and `qualified` only the innermost steps are given if they are longer than 256
    characters; "…" stands for the others.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    name: str
    kind: str
    container: str
    role: str
    tier: str
    confidence: float
    origin: str
    text: NotRequired[str]
    end_text: NotRequired[str]
    qualified: NotRequired[str]
    detail: NotRequired[str]
    range: NotRequired[list[int]]
    children: NotRequired[list[Result]]
    key: NotRequired[str]
    """Path and descriptor: names the symbol for later questions, whatever happens in between."""
    calls: NotRequired[list[Result]]
    """Of callers and callees: the places of the calls."""
    score: NotRequired[float]
    """Of search and related, as the four that follow: what the order is made of."""
    group: NotRequired[str]
    """Of related: callers, callees, types, overrides, siblings, similar, tests, history, near,
    uses, used or file; of context: match, prose, or one of these."""
    form: NotRequired[str]
    """Of context: how much of it is shown: whole, signature, outline, calls or excerpt."""
    reasons: NotRequired[list[str]]
    """Why it was found, in few words."""
    lines: NotRequired[list[dict[str, Any]]]
    """The lines of it that say most, or of context, that are shown and no earlier result shows:
    `line`, zero-based, and `text`."""
    parts: NotRequired[dict[str, Any]]
    """What the score is made of, if that was asked for."""
    external: NotRequired[str]
    """What people call the library that the place lies in; absent of what is in the workspace. The
    path is absolute then."""
    documentation: NotRequired[str]
    why: NotRequired[str]
    """Why it is only possible; of explain at a position, why it is as sure as it is."""
    extents: NotRequired[list[list[int]]]
    """Of selections: the pieces around a position, as `range`, each larger than the one before."""
    references: NotRequired[int]
    """How many places use the symbol; absent while that is not known."""
    files: NotRequired[int]
    """In how many files they are."""
    by_name: NotRequired[bool]
    """Beside them: they are all that spell its name, for no more is known of the language."""
    callers: NotRequired[int]
    """How many symbols call it."""
    tests: NotRequired[int]
    """Of counts: how many tests a change of it reaches; absent where there are no tests."""
    expression: NotRequired[str]
    """Of explain at a position, as all that follows: what stands there, as it may be written."""
    outcome: NotRequired[str]
    """resolved, local, external, declined, or unknown if it could not be found out."""
    reason: NotRequired[str]
    targets: NotRequired[list[Result]]
    """What `definition` answers there; of overview, what belongs to the row."""
    possible: NotRequired[list[Result]]
    """What it may mean, if what it is used on is not known."""
    agrees: NotRequired[bool]
    """Whether the links of the index say what resolving anew says; absent without links."""
    steps: NotRequired[list[Step]]
    steps_left_out: NotRequired[int]
    size: NotRequired[int]
    """Of deadCode and duplicates: how many lines it has."""
    inside: NotRequired[int]
    """Of deadCode, as what follows: how many symbols inside of it are dead with it."""
    users: NotRequired[list[list[Any]]]
    """Some of the dead code that uses it: qualified name, path and zero-based line of each."""
    copies: NotRequired[int]
    """Of duplicates, as the three that follow: how many functions the group has."""
    repeated: NotRequired[int]
    """How many lines there would be less with the longest of them alone."""
    similarity: NotRequired[float]
    """To the member of the group that it is most similar to, from 0 to 1."""
    meaning: NotRequired[float]
    """How near it is to that by their vectors, from 0 to 1."""
    distance: NotRequired[int]
    """Of impact, callGraph and paths: how many steps it is away."""
    use: NotRequired[str]
    """Of impact, what it does with the symbol a step nearer: calls, reads, names, inherits from,
    ...; of paths, what that does with it."""
    through: NotRequired[str]
    """The qualified name of that symbol."""
    through_key: NotRequired[str]
    """Its key, of impact alone."""
    route: NotRequired[int]
    """Of paths: the number of the way that it is on, from 0."""
    at: NotRequired[list[int]]
    """Of paths: line and column, zero-based and in UTF-8 bytes, of the call that leads to it, in
    the file of the symbol before it; absent where no call says so."""
    test: NotRequired[bool]
    """Whether it lies in a file that tests something; absent if not."""
    section: NotRequired[str]
    """Of overview: which section it is a row of."""
    measured: NotRequired[dict[str, Any]]
    """Of overview: what that section says of it."""
    public: NotRequired[bool]
    """Of impact: whether it belongs to the public interface of its file; absent if not."""
    broken: NotRequired[bool]
    """Of impact: it uses what was removed, renamed or moved, at the place `at`, in its own file;
    `through` is what that was called."""


class Answer(TypedDict):
    """The envelope of every answer; `results` holds `Result`, or one dict for status, explain.

    Many results are held as columns (`table.Rows`).
    """

    root: str
    generation: int
    complete: bool
    truncated: bool
    next: str | None
    took_ms: float
    results: Sequence[Any]
    reason: NotRequired[str]
    edges: NotRequired[list[dict[str, Any]]]
    """Of callGraph: the calls among the results: `source` and `target` (keys), `use`, `tier`,
    `confidence`, and `line` and `column` of the first, in the file of `source`, if one says so."""
    summary: NotRequired[dict[str, Any]]
    """What holds of all results together, those of other pages included."""
    rest: NotRequired[int]
    """Of references that come in parts: what the next question has as `after`."""


class HelloParams(TypedDict):
    """What a client says first. `root` is the real path of the workspace."""

    protocol: int
    version: str
    executable: str
    root: str
    client: str


class HelloResult(TypedDict):
    """What the daemon answers to `hello`."""

    protocol: int
    version: str
    pid: int
    root: str
    generation: int
    state: str


class Progress(TypedDict):
    """How far indexing is; `done` and `total` count files."""

    root: str
    stage: str
    done: int
    total: int
    files: int
    message: str


class WireError(TypedDict):
    """The error of a response."""

    code: int
    message: str
    data: Any
