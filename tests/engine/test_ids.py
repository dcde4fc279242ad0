from collections import Counter

from mock_server.engine.ids import DIGITS, Dice, IdShape, chance, draw


def test_ids_depend_on_seed_kind_and_ordinal_alone() -> None:
    shape = IdShape("ord_", 9)

    assert shape.mint(1, "a.b", 1) == shape.mint(1, "a.b", 1)
    assert len({shape.mint(seed, kind, n) for seed in (1, 2) for kind in ("a.b", "a.c") for n in range(50)}) == 200


def test_ids_have_the_declared_shape() -> None:
    assert IdShape(length=0).mint(1, "a.b", 12) == "12"
    minted = IdShape("wh_", 10, DIGITS).mint(1, "a.b", 1)
    assert minted.startswith("wh_")
    assert minted[3:].isdecimal()
    assert len(minted) == 13


def test_what_is_drawn_does_not_confuse_neighbouring_paths() -> None:
    assert draw(1, "ab", "c") != draw(1, "a", "bc")
    assert all(0 <= chance(1, n) < 1 for n in range(1_000))
    assert 0.45 < sum(chance(1, n) for n in range(1_000)) / 1_000 < 0.55


def test_dice_depend_on_seed_and_path_alone() -> None:
    first, again, other = Dice(7, "orders", 1), Dice(7, "orders", 1), Dice(7, "orders", 2)
    limits = (6, 1_000_000_007, 2, 100, 1) * 20

    thrown = [first.below(limit) for limit in limits]

    assert thrown == [again.below(limit) for limit in limits]
    assert thrown != [other.below(limit) for limit in limits]
    assert all(0 <= number < limit for number, limit in zip(thrown, limits, strict=True))


def test_dice_are_fair() -> None:
    dice = Dice(7, "fairness")
    counts = Counter(dice.below(6) for _ in range(12_000))

    assert set(counts) == set(range(6))
    assert max(counts.values()) - min(counts.values()) < 300
    assert {dice.pick("abc") for _ in range(50)} == set("abc")
