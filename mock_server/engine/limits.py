"""Rate limits on the sandbox's clock: fixed windows, counted in the world."""

from dataclasses import dataclass

from mock_server.engine.world import World


@dataclass(frozen=True, slots=True)
class Metered:
    """How a window stands after a call was counted: its limit, what is left of it, and when it ends in epoch seconds."""

    limit: int
    remaining: int
    resets_at: int
    retry_after: int
    """Whole seconds until the window ends, at least 1."""
    is_exceeded: bool


def meter(world: World, name: str, limit: int, seconds: int) -> Metered:
    """Count one call in the present window of `seconds`, aligned to the clock; a call beyond the limit is not counted."""
    now = int(world.now.timestamp())
    window = now // seconds
    counters = world.counters
    window_key, count_key = f"{name} window", f"{name} count"
    if counters.get(window_key) != window:
        counters[window_key] = window
        counters[count_key] = 0
    is_exceeded = counters[count_key] >= limit
    if not is_exceeded:
        counters[count_key] += 1
    resets_at = (window + 1) * seconds
    return Metered(limit, limit - counters[count_key], resets_at, resets_at - now, is_exceeded)
