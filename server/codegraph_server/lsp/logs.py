"""Where log lines go: to standard error, and some to the client.

Belongs here: which lines go where. Stays out: what is logged.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping

from lsprotocol import types


class ClientLog(logging.Handler):
    """Log lines that a person may want to read, as `window/logMessage`."""

    TYPES: Mapping[int, types.MessageType] = {
        logging.INFO: types.MessageType.Info,
        logging.WARNING: types.MessageType.Warning,
        logging.ERROR: types.MessageType.Error,
    }

    def __init__(self, show: Callable[[types.LogMessageParams], None]) -> None:
        super().__init__(logging.INFO)
        self._show = show

    def emit(self, record: logging.LogRecord) -> None:
        """Send one line, without a traceback: that is for the server's own log."""
        kind = self.TYPES.get(record.levelno, types.MessageType.Error)
        self._show(types.LogMessageParams(type=kind, message=record.getMessage()))


def set_up_logs(show: Callable[[types.LogMessageParams], None]) -> None:
    """To stderr and, as far as a person may want to read it, by `show` to the client."""
    errors = logging.StreamHandler(sys.stderr)
    # Editors keep what a server writes to stderr, and some mark all of it as an error.
    errors.setLevel(logging.WARNING)
    errors.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(errors)
    # At INFO pygls logs whole messages, which hold source text.
    logging.getLogger("pygls").setLevel(logging.WARNING)
    log = logging.getLogger("codegraph.lsp")
    log.setLevel(logging.INFO)
    log.addHandler(ClientLog(show))
