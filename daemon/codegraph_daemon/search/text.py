"""Finding some bytes in a long text, all places at once.

Belongs here: that one operation on arrays. Stays out: what the text is.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

_COMMON: Final = b"zqjxkvywbhgpufcmdl_onrsaite"
"""Letters of names, roughly the rarest first."""


def find_all(text: npt.NDArray[np.uint8], wanted: bytes) -> npt.NDArray[np.int64]:
    """Every offset of `wanted` in `text`, ascending; overlapping ones too."""
    room = len(text) - len(wanted) + 1
    if room <= 0 or not wanted:
        return np.zeros(0, dtype=np.int64)
    # The rarest letters first, so that few places are left to look at one by one.
    offsets = sorted(range(len(wanted)), key=lambda at: (_COMMON.find(wanted[at]), at))
    hits = text[offsets[0] : offsets[0] + room] == wanted[offsets[0]]
    for offset in offsets[1:3]:
        hits &= text[offset : offset + room] == wanted[offset]
    places = np.flatnonzero(hits)
    for offset in offsets[3:]:
        if not len(places):
            break
        places = places[text[places + offset] == wanted[offset]]
    return places
