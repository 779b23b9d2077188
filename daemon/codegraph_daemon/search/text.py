"""Finding some bytes in a long text, all places at once.

Belongs here: that one operation on arrays. Stays out: what the text is.
"""

from __future__ import annotations

import sys
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
    first = offsets[0]
    if len(wanted) == 1:
        return np.flatnonzero(text == wanted[0])
    # Two neighbours are looked for as one number, at even places and at odd ones: there are half
    # as many numbers as letters, and few of them are the wanted one.
    beside = max(first - 1, 0) if first + 1 == len(wanted) or first == offsets[1] + 1 else first
    pair = int.from_bytes(wanted[beside : beside + 2], sys.byteorder)
    halves = []
    for parity in (0, 1):
        start = beside + parity
        letters = text[start : start + (room + 1 - parity) // 2 * 2]
        found = np.flatnonzero(letters.view(np.uint16) == pair)
        halves.append(found * 2 + parity)
    places = np.sort(np.concatenate(halves))
    for offset in offsets:
        if offset in (beside, beside + 1):
            continue
        if not len(places):
            break
        places = places[text[places + offset] == wanted[offset]]
    return places
