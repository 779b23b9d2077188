"""BLAKE2, which names what is stored, without OpenSSL: `hashlib` loads that as well, and a shell
and every worker would wait for it.
"""

from __future__ import annotations

try:
    from _blake2 import blake2b as blake2b
except ImportError:
    from hashlib import blake2b as blake2b
