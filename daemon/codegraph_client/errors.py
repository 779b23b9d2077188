"""The one tree of errors that clients and the daemon raise on purpose.

    CodeGraphError
    ├── BadRequest          what was asked makes no sense (a bad parameter, a position past the end)
    ├── RootRefused         this folder must not be a root ($HOME, /)
    ├── UnsafeDirectory     a private directory is not private, or cannot be made so
    ├── DaemonStartFailed   the daemon was started and ended, or did not answer in time
    ├── ProtocolMismatch    the daemon speaks a protocol that this client cannot use
    ├── ConnectionLost      the daemon went away
    │   └── NotRunning      there is no daemon, and the caller did not want one started
    ├── RequestFailed       the daemon answered a request with an error
    ├── ConfigError         a settings file, variable or option is wrong
    └── StoreError          the index on disk cannot be opened, read or written

Belongs here: exceptions. Stays out: error codes of the wire (`protocol`), and states that are
expected in normal work, such as "still indexing" or "nothing found": those are values.
"""

from __future__ import annotations

from typing import Any


class CodeGraphError(Exception):
    """Any error that CodeGraph raises on purpose; its text is one line meant for a person."""


class BadRequest(CodeGraphError):
    """The request itself is wrong; asking again unchanged cannot help."""


class RootRefused(CodeGraphError):
    """The folder must not be indexed as a whole."""


class UnsafeDirectory(CodeGraphError):
    """A directory that must be private is not; the message names the path and what is wrong."""


class DaemonStartFailed(CodeGraphError):
    """The daemon could not be started.

    `log_tail` holds the last lines that it wrote, for showing below the message.
    """

    def __init__(self, message: str, log_tail: str = "") -> None:
        super().__init__(message)
        self.log_tail = log_tail

    def __str__(self) -> str:
        message = str(self.args[0])
        return f"{message}\n{self.log_tail}" if self.log_tail else message


class ProtocolMismatch(CodeGraphError):
    """The daemon runs, but speaks another protocol; `theirs` is its number."""

    def __init__(self, message: str, theirs: int | None = None) -> None:
        super().__init__(message)
        self.theirs = theirs


class ConnectionLost(CodeGraphError):
    """The connection ended before the answer came."""


class NotRunning(ConnectionLost):
    """No daemon serves this repository, and starting one was not wanted."""


class RequestFailed(CodeGraphError):
    """The daemon answered with an error.

    `code` is one of the codes of `codegraph_client.protocol`; `data` is what came with it.
    """

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data


class ConfigError(CodeGraphError):
    """A setting has a wrong name, type or value, or may not be set where it was set."""


class StoreError(CodeGraphError):
    """The index on disk cannot be used; the message names its directory."""
