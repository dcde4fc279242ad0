"""Idempotency as a policy: whose key it is, what counts as the same call, what is kept and for how long."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple

from mock_server.engine.errors import KeyConflict, KeyInFlight, StoreFull

HeaderRow = tuple[tuple[bytes, bytes], ...]
FingerprintOf = Callable[[bytes], bytes]
"""The fingerprint of what a body says, however it is written."""

_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def fingerprint(parsed: object) -> bytes:
    """Sixteen bytes that are equal for equal JSON values, whatever the order of their keys and their white space."""
    return blake2b(_canonical(parsed).encode(), digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class IdempotencyPolicy:
    """A vendor's rules for a key that comes again.

    `replays` says whether the same key with the same body gets the kept answer; otherwise every second use conflicts.
    `lifetime` is sandbox time, None for as long as the sandbox lives. Only answers with a status below `keeps_below` are
    kept, so that a refused call does not use the key up. At `limit` keys new ones are refused: none is forgotten early.
    """

    replays: bool = True
    lifetime: timedelta | None = None
    keeps_below: int = 300
    limit: int = 1_000_000


class Kept(NamedTuple):
    """What a key stands for: the body it was first sent with, and the answer, whose status is 0 while the call runs.

    The body is kept as it came, and its fingerprint taken only when the key comes again with other bytes. `location` is a
    path, since the key may come again to another address.
    """

    sent: bytes
    at: datetime
    status: int = 0
    body: bytes = b""
    headers: HeaderRow = ()
    location: str = ""


class Keys:
    """The idempotency keys of one sandbox, by scope (caller and operation) and key. Copies share until one side writes."""

    __slots__ = ("_is_shared", "_kept")

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Kept] = {}
        self._is_shared = False

    def __len__(self) -> int:
        return len(self._kept)

    def begin(
        self, policy: IdempotencyPolicy, scope: str, key: str, sent: bytes, now: datetime, fingerprint_of: FingerprintOf
    ) -> Kept | None:
        """Reserve a key for a call, or answer with what was kept for it.

        Raises:
            KeyConflict: the key was used for another body, or the policy allows no second use.
            KeyInFlight: the first call with the key is still running.
            StoreFull: the limit of keys is reached.
        """
        self._own()
        kept = self._kept.get((scope, key))
        if kept is not None and policy.lifetime is not None and now >= kept.at + policy.lifetime:
            del self._kept[scope, key]
            kept = None
        if kept is None:
            if len(self._kept) >= policy.limit:
                raise StoreFull("idempotency keys", policy.limit)
            self._kept[scope, key] = Kept(sent, now)
            return None
        if not kept.status:
            raise KeyInFlight(key)
        if kept.sent != sent and fingerprint_of(kept.sent) != fingerprint_of(sent):
            raise KeyConflict(key, "it was first used with another body")
        if not policy.replays:
            raise KeyConflict(key, "it was used before, and second uses are set to conflict")
        return kept

    def finish(
        self,
        policy: IdempotencyPolicy,
        scope: str,
        key: str,
        status: int,
        body: bytes,
        headers: HeaderRow,
        location: str = "",
    ) -> None:
        """Keep the answer of a call that had reserved the key, or free the key where such answers are not kept."""
        self._own()
        if status >= policy.keeps_below:
            self.abandon(scope, key)
            return
        reserved = self._kept[scope, key]
        self._kept[scope, key] = Kept(reserved.sent, reserved.at, status, body, headers, location)

    def abandon(self, scope: str, key: str) -> None:
        """Free a key whose call came to nothing."""
        self._own()
        self._kept.pop((scope, key), None)

    def each(self) -> list[tuple[str, str, Kept]]:
        """All kept keys in the order of their first use: scope, key, what it stands for."""
        return [(scope, key, kept) for (scope, key), kept in self._kept.items()]

    def put(self, scope: str, key: str, kept: Kept) -> None:
        """Keep what a snapshot holds."""
        self._own()
        self._kept[scope, key] = kept

    def copy(self) -> "Keys":
        """The same keys for another sandbox."""
        other = Keys()
        other._kept = self._kept
        self._is_shared = other._is_shared = True
        return other

    def _own(self) -> None:
        if self._is_shared:
            self._kept = self._kept.copy()
            self._is_shared = False
