"""The name of a test's sandbox: the test's own, as far as an address and a credential can carry it."""

import re
from hashlib import blake2b
from typing import Final

_LONGEST: Final = 80
_UNFIT: Final = re.compile(r"[^A-Za-z0-9._]+")


def sandbox_name(nodeid: str) -> str:
    """A sandbox's id for a test: `tests/test_a.py::test_b[1]` is `test_a-test_b-1`. What is cut off counts by a hash."""
    path, _, test = nodeid.partition("::")
    module = path.rpartition("/")[2].removesuffix(".py")
    name = _UNFIT.sub("-", f"{module}-{test}").strip("-._") or "test"
    if len(name) <= _LONGEST and nodeid.isascii():
        return name
    return f"{name[:_LONGEST]}-{blake2b(nodeid.encode(), digest_size=4).hexdigest()}"
