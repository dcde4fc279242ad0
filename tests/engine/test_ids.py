from mock_server.engine.ids import DIGITS, IdShape, chance, draw


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
