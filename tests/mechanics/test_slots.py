"""A batch in chunks of one size."""

from __future__ import annotations

import numpy as np

from pulposus.mechanics.slots import chunks


def test_chunks_hold_every_row_in_order_and_the_last_one_again() -> None:
    assert [rows.tolist() for rows in chunks(5, 4)] == [[0, 1, 2, 3], [4, 4, 4, 4]]
    assert [rows.tolist() for rows in chunks(3, 4)] == [[0, 1, 2, 2]]
    assert np.concatenate(chunks(8, 4)).tolist() == list(range(8))


def test_a_single_disc_is_not_filled_up() -> None:
    assert [rows.tolist() for rows in chunks(1, 16)] == [[0]]
