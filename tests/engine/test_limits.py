from datetime import timedelta

from mock_server.engine.engine import Engine
from mock_server.engine.limits import meter


def test_a_window_fills_and_empties_on_the_sandbox_clock(engine: Engine) -> None:
    remaining = [meter(engine.world, "orders", 3, 60).remaining for _ in range(3)]

    assert remaining == [2, 1, 0]
    exceeded = meter(engine.world, "orders", 3, 60)
    assert exceeded.is_exceeded
    assert exceeded.retry_after == 60
    assert exceeded.resets_at == int(engine.world.now.timestamp()) + 60

    engine.advance(timedelta(seconds=59))
    assert meter(engine.world, "orders", 3, 60).retry_after == 1
    engine.advance(timedelta(seconds=1))
    assert not meter(engine.world, "orders", 3, 60).is_exceeded


def test_buckets_are_counted_apart(engine: Engine) -> None:
    meter(engine.world, "orders", 1, 60)

    assert not meter(engine.world, "refills", 1, 60).is_exceeded
