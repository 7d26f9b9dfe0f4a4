"""Sealed files: the same bytes for the same table, and no damage goes unseen."""

from __future__ import annotations

import io
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulposus.trial.run.sealed import BrokenFileError, Mark, columns, mark_of, open_table, seal

MARK = Mark("people-0001", "people", "f" * 64)
TABLE = pa.table({
    "score": np.random.default_rng(0).normal(size=500),
    "arm": pa.array(["sham", None, "cells", "sham", "cells"] * 100).dictionary_encode(),
    "visits": [[0, k % 7] for k in range(500)],
})  # fmt: skip
FILE = seal(TABLE, MARK)


def test_a_file_gives_back_the_table_and_its_mark() -> None:
    assert mark_of(FILE) == MARK
    assert open_table(FILE).equals(TABLE)
    assert columns(FILE).equals(TABLE.schema)


@given(st.lists(st.integers(0, 500), max_size=5))
def test_the_bytes_do_not_depend_on_how_the_table_was_put_together(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), 500]
    parts = [TABLE.slice(a, b - a) for a, b in pairwise(edges)]
    other = pa.concat_tables(parts).replace_schema_metadata({"pandas": "{}"})
    assert seal(other, MARK) == FILE


@given(st.integers(0, len(FILE) - 1))
def test_a_file_that_ends_early_is_broken(end: int) -> None:
    with pytest.raises(BrokenFileError):
        mark_of(FILE[:end])


@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_a_changed_byte_is_never_taken_for_whole(place: int, change: int) -> None:
    """Wherever it falls: the file is broken or, where the name of the seal is hit, of no run."""
    changed = bytearray(FILE)
    changed[place] ^= change
    try:
        found = mark_of(bytes(changed))
    except BrokenFileError:
        return
    assert found is None


def test_a_file_of_someone_else_has_no_mark() -> None:
    sink = io.BytesIO()
    pq.write_table(TABLE, sink)
    assert mark_of(sink.getvalue()) is None


def test_an_empty_table_can_be_kept() -> None:
    assert open_table(seal(TABLE.slice(0, 0), MARK)).equals(TABLE.slice(0, 0))
