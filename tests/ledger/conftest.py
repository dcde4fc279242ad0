"""What is known of the vendors, gathered once."""

from collections.abc import Mapping

import pytest

from ledger import files
from ledger.files import Known


@pytest.fixture(scope="session")
def known() -> Mapping[str, Known]:
    """All that is known of each vendor, by its slug."""
    return {each.vendor.slug: each for each in files.gather()}
