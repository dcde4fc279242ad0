"""Where a test keeps its sandbox, so that its report finds it."""

from typing import Any, Final

import pytest

SANDBOX: Final = pytest.StashKey[Any]()  # a `mock_server.client.Sandbox`, which is loaded only where there is one
