"""How long tests wait for what must happen: so long that only what hangs takes longer.

No test is about how fast a machine is; pytest ends one after two minutes.
"""

from __future__ import annotations

from typing import Final

UNHURRIED_MS: Final = 100_000
"""For an answer; a test about answers that end early sets a deadline of its own."""
PATIENCE_SECONDS: Final = 110.0
"""For anything else."""
EVENTUALLY_SECONDS: Final = 60.0
"""For what several steps of one test wait for."""
