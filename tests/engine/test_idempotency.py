import json
from dataclasses import replace
from datetime import timedelta

import pytest

from mock_server.engine.errors import KeyConflict, KeyInFlight, StoreFull
from mock_server.engine.idempotency import IdempotencyPolicy, Kept, Keys, fingerprint
from tests.engine.parcels import START

REPLAY = IdempotencyPolicy()
BODY, REWRITTEN, OTHER = b'{"a":1,"b":2}', b'{ "b": 2, "a": 1 }', b'{"a":2}'


def fingerprint_of(body: bytes) -> bytes:
    return fingerprint(json.loads(body))


def begin(
    keys: Keys,
    policy: IdempotencyPolicy = REPLAY,
    scope: str = "s",
    key: str = "k",
    *,
    sent: bytes = BODY,
    later: timedelta = timedelta(0),
) -> Kept | None:
    return keys.begin(policy, scope, key, sent, START + later, fingerprint_of)


def use(keys: Keys, policy: IdempotencyPolicy = REPLAY, scope: str = "s", key: str = "k", status: int = 201) -> None:
    assert begin(keys, policy, scope, key) is None
    keys.finish(policy, scope, key, status, b"{}", ((b"location", b"/x"),))


def test_equal_values_have_equal_fingerprints_whatever_their_order() -> None:
    assert fingerprint({"a": 1, "b": [1, {"c": None}]}) == fingerprint({"b": [1, {"c": None}], "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 1.0})
    assert fingerprint({"a": 1}) != fingerprint({"a": True})


def test_the_same_call_again_gets_the_kept_answer() -> None:
    keys = Keys()
    use(keys)

    kept = begin(keys, sent=REWRITTEN, later=timedelta(days=900))

    assert kept is not None
    assert (kept.status, kept.body, kept.headers) == (201, b"{}", ((b"location", b"/x"),))


def test_another_body_conflicts_and_leaves_what_is_kept() -> None:
    keys = Keys()
    use(keys)

    with pytest.raises(KeyConflict, match="another body"):
        begin(keys, sent=OTHER)

    assert begin(keys) is not None


def test_a_policy_without_replay_conflicts_at_every_second_use() -> None:
    keys = Keys()
    policy = IdempotencyPolicy(replays=False)
    use(keys, policy)

    with pytest.raises(KeyConflict, match="set to conflict"):
        begin(keys, policy)


def test_a_call_that_still_runs_holds_its_key() -> None:
    keys = Keys()
    begin(keys)

    with pytest.raises(KeyInFlight):
        begin(keys)


@pytest.mark.parametrize("status", [400, 422, 500])
def test_a_refused_call_does_not_use_its_key_up(status: int) -> None:
    keys = Keys()
    use(keys, status=status)

    assert begin(keys, sent=OTHER) is None


def test_scopes_are_independent() -> None:
    keys = Keys()
    use(keys)

    assert begin(keys, scope="another", sent=OTHER) is None


def test_a_lifetime_runs_on_the_sandbox_clock() -> None:
    keys = Keys()
    policy = replace(REPLAY, lifetime=timedelta(hours=24))
    use(keys, policy)

    assert begin(keys, policy, later=timedelta(hours=24, seconds=-1)) is not None
    assert begin(keys, policy, later=timedelta(hours=24)) is None


def test_a_full_store_refuses_and_never_forgets_early() -> None:
    keys = Keys()
    policy = replace(REPLAY, limit=1)
    use(keys, policy)

    with pytest.raises(StoreFull):
        begin(keys, policy, key="k2")

    assert begin(keys, policy) is not None


def test_copies_share_their_keys_until_one_side_writes() -> None:
    keys = Keys()
    use(keys)
    copy = keys.copy()

    use(keys, key="mine")
    use(copy, key="yours")

    assert [key for _, key, _ in keys.each()] == ["k", "mine"]
    assert [key for _, key, _ in copy.each()] == ["k", "yours"]
