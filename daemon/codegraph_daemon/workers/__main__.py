"""`python -m codegraph_daemon.workers`: one worker process. Only the pool starts it."""

from __future__ import annotations

import sys

from codegraph_daemon.workers.process import main

main(sys.argv[1:])
