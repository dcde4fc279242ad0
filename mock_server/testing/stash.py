"""What is kept between the hooks of a run: the sandbox of a test, and what is to be said at the end."""

from typing import Any, Final

import pytest

SANDBOX: Final = pytest.StashKey[Any]()  # a `mock_server.client.Sandbox`, which is loaded only where there is one
COVERAGE: Final = pytest.StashKey[str]()
"""A line that says where the run's coverage was saved."""
