"""How what the stand-in does is known, and that it says so."""

import pytest

from mock_server.engine.evidence import Evidence
from mock_server.vendors.cloudrx.lifecycle import ORDER_LIFECYCLE


@pytest.mark.proves("CLX-65")
def test_no_move_claims_to_be_documented_since_no_page_of_the_vendor_lists_the_statuses() -> None:
    assert {status.grounds.evidence for status in ORDER_LIFECYCLE.statuses} == {Evidence.OBSERVED}
    evidence = {(move.do, move.sources): move.grounds.evidence for move in ORDER_LIFECYCLE.moves}

    assert set(evidence.values()) == {Evidence.OBSERVED, Evidence.INFERRED}
    seen = {do for (do, _), how in evidence.items() if how is Evidence.OBSERVED}
    assert seen == {"fail_payment", "pay", "approve"}
