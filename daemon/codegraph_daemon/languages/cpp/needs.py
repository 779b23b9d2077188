"""Why something may be needed though nothing uses it: as in the whole family, and members say that
they override others."""

import re
from dataclasses import replace

from ..cfamily import needs

NEEDS = replace(needs.NEEDS, overrides=re.compile(rb"\)[^;{]*\boverride\b"), overrides_behind=True)
