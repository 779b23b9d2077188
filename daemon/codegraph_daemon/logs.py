"""The daemon's log: one JSON object a line, in a rotating file.

Belongs here: the format and the file. Stays out: deciding what is worth a line, and source text of
the indexed repository, which no line above debug level may hold.

A line has `time` (ISO 8601, UTC), `level`, `logger` and `message`, then what the caller gave as
`extra`, then `traceback` if there is one.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

_MAX_BYTES = 4 * 1024 * 1024
_BACKUPS = 3
# What every record has; the rest came with `extra`.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {key: value for key, value in vars(record).items() if key not in _OWN}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def configure(path: Path, level: str) -> None:
    """Send every record of `level` ("debug", "info", "warning", "error") and above to the file.

    Only the holder of the daemon's lock may call this: two processes cannot rotate one file.
    Uncaught exceptions are logged too, besides being printed.
    """
    handler = logging.handlers.RotatingFileHandler(
        path, maxBytes=_MAX_BYTES, backupCount=_BACKUPS, encoding="utf-8", delay=True
    )
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # A full disk must not fill stderr.log with a traceback for every line that is lost.
    logging.raiseExceptions = False
    # These tell every file event and every selector at debug level.
    for chatty in ("watchfiles", "asyncio"):
        logging.getLogger(chatty).setLevel(max(logging.INFO, logging.root.level))
    sys.excepthook = _uncaught


def _uncaught(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    logging.getLogger("codegraph_daemon").critical(
        "uncaught %s: %s", kind.__name__, error, exc_info=(kind, error, traceback)
    )
    sys.__excepthook__(kind, error, traceback)
