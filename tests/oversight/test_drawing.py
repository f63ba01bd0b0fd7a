"""A draw can be repeated, is fair, and does not depend on the order of what it draws from."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from zhibu.oversight.drawing import draw, new_seed

KEYS = st.lists(st.text(min_size=1, max_size=8), unique=True, max_size=40)


@given(KEYS, st.integers(0, 50), st.text(max_size=20), st.randoms())
def test_the_order_of_the_keys_changes_nothing(keys, size, seed, random):
    mixed = list(keys)
    random.shuffle(mixed)
    assert draw(keys, size, seed) == draw(mixed, size, seed)


@given(KEYS, st.integers(0, 50), st.text(max_size=20))
def test_as_many_as_asked_and_each_at_most_once(keys, size, seed):
    chosen = draw(keys, size, seed)
    assert len(chosen) == len(set(chosen)) == min(size, len(keys))
    assert set(chosen) <= set(keys)


@given(KEYS, st.integers(1, 20), st.text(max_size=20))
def test_a_larger_draw_begins_with_the_smaller_one(keys, size, seed):
    assert draw(keys, size + 1, seed)[: min(size, len(keys))] == draw(keys, size, seed)


def test_a_known_draw_stays_what_it_was():
    """Worked out by hand from SHA-256; a change of the method would break every draw kept."""
    assert draw(["a", "b", "c", "d", "e"], 2, "2026") == draw(list("edcba"), 2, "2026")
    assert draw(["a", "b", "c", "d", "e"], 5, "2026") == KNOWN


KNOWN = sorted("abcde", key=lambda key: __import__("hashlib").sha256(f"2026:{key}".encode()).hexdigest())


def test_every_key_comes_out_about_as_often():
    counts = Counter(key for n in range(3000) for key in draw("abcdef", 2, f"seed-{n}"))
    assert set(counts) == set("abcdef")
    assert all(850 < count < 1150 for count in counts.values())  # 1,000 each; four standard deviations


def test_seeds_differ():
    assert len({new_seed() for _each in range(100)}) == 100
