"""Having the libraries that run models tell nobody anything, and take one thread.

onnxruntime keeps a journal of its use in the home folder and sends it, and the hub's library says
who asks it; each looks at its variable when it is loaded, so this comes before.
"""

from __future__ import annotations

import os


def be_quiet() -> None:
    """To be called before fastembed is imported, wherever that is."""
    for name in ("ORT_DISABLE_TELEMETRY", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
        os.environ[name] = "1"
    # Everything runs at the lowest priority, beside editors and builds.
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
