"""Lists of pieces: what is refused, what comes next."""

from __future__ import annotations

import pytest
from trial_run_toys import people, refuses

from pulposus.errors import InputError, RunError
from pulposus.trial.run.board import Board
from pulposus.trial.run.piece import Piece, check


def piece(key: str, *needs: str) -> Piece:
    return Piece(key, people, (0, 0), needs)


def test_a_kind_is_read_off_the_key() -> None:
    assert piece("screen-fails-0003").kinds == ("screen_fails",)


@pytest.mark.parametrize("key", ["", "../a", "A-1", "a b", "a/b", "-a"])
def test_a_key_that_is_no_file_name_is_refused(key: str) -> None:
    with pytest.raises(InputError, match="lower-case"):
        piece(key)


@pytest.mark.parametrize(("kinds", "weight"), [(("1st",), 1.0), (("a",), 0.0), (("a",), float("nan"))])
def test_unfit_kinds_and_weights_are_refused(kinds: tuple[str, ...], weight: float) -> None:
    with pytest.raises(InputError, match="a-1"):
        Piece("a-1", refuses, kinds=kinds, weight=weight)


@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        ([piece("a-1"), piece("b-1"), piece("a-1")], "'a-1' is in the list twice"),
        ([piece("a-1", "b-1")], "needs 'b-1', which is not in the list"),
        ([piece("a-1", "b-1"), piece("b-1", "c-1"), piece("c-1", "b-1")], "'a-1' waits"),
        ([piece("a-1", "a-1")], "'a-1' waits"),
    ],
)
def test_a_list_that_cannot_be_made_is_refused(pieces: list[Piece], said: str) -> None:
    with pytest.raises(InputError, match=said):
        check(pieces)


def test_needs_come_first_and_else_the_order_of_the_list() -> None:
    board = Board([piece("c-1", "a-1", "b-1"), piece("a-1"), piece("b-1"), piece("d-1", "kept-1")], {"kept-1"})
    a, b, d = board.take(), board.take(), board.take()
    assert [p.key for p in (a, b, d) if p] == ["a-1", "b-1", "d-1"]
    assert board.take() is None
    assert a is not None
    assert b is not None
    board.finish(b)
    assert board.take() is None
    board.finish(a)
    c = board.take()
    assert c is not None
    assert (c.key, board.left) == ("c-1", 2)


def test_what_is_there_is_not_made() -> None:
    assert Board([piece("a-1")], {"a-1"}).left == 0


def test_a_piece_that_kills_its_workers_is_given_out_three_times() -> None:
    board = Board([piece("a-1")], set())
    for _ in range(2):
        taken = board.take()
        assert taken is not None
        board.lose(taken)
    taken = board.take()
    assert taken is not None
    with pytest.raises(RunError, match="'a-1' lost its worker 3 times"):
        board.lose(taken)
