"""Run folders: whose they are, what is refused with nothing changed, what is made again."""

from __future__ import annotations

import errno
import json
import os
import platform
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from trial_run_toys import PLAN, hashes, pieces, refuses

from pulposus.errors import InputError, RunError
from pulposus.trial.run import lock
from pulposus.trial.run.folder import open_folder, resumable
from pulposus.trial.run.piece import Piece
from pulposus.trial.run.plan import Plan
from pulposus.trial.run.run import Ran, run


def ran(folder: Path, count: int = 3) -> Ran:
    with open_folder(folder, PLAN) as opened:
        return run(pieces(count), opened)


def refused(folder: Path, plan: Plan, said: str) -> None:
    before = hashes(folder)
    with pytest.raises(InputError, match=said), open_folder(folder, plan):
        pass
    assert hashes(folder) == before


def test_a_whole_run_is_found_and_not_made_again(tmp_path: Path) -> None:
    assert ran(tmp_path / "a") == Ran(5, 0, ())
    before = hashes(tmp_path / "a")
    assert set(before) == {
        "plan.json",
        *(f"pieces/people/people-000{k}.parquet" for k in range(3)),
        *(f"pieces/{kind}/trial-000{k}.parquet" for kind in ("trials", "patients") for k in range(2)),
    }
    assert ran(tmp_path / "a") == Ran(0, 5, ())
    assert hashes(tmp_path / "a") == before


def test_more_pieces_of_the_same_plan_join_those_that_are_there(tmp_path: Path) -> None:
    ran(tmp_path, 3)
    assert ran(tmp_path, 4) == Ran(2, 5, ())


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (replace(PLAN, design="arms: [sham]\n"), "another design"),
        (replace(PLAN, seed=8), "the seed 7, not 8"),
        (replace(PLAN, facts={"library": "ffff"}), "library 'ffff', expected 'a1b2'"),
    ],
)
def test_a_folder_of_another_plan_is_refused(tmp_path: Path, other: Plan, said: str) -> None:
    ran(tmp_path)
    refused(tmp_path, other, said)


def test_a_folder_begun_with_other_versions_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran(tmp_path)
    monkeypatch.setattr("pulposus.trial.run.plan.versions", lambda: {"numpy": "1.0"})
    refused(tmp_path, PLAN, "other versions")


def test_a_piece_of_another_run_is_refused(tmp_path: Path) -> None:
    ran(tmp_path / "a")
    with open_folder(tmp_path / "b", replace(PLAN, seed=8)) as opened:
        run(pieces(3), opened)
    stray = "pieces/people/people-0001.parquet"
    (tmp_path / "b" / stray).replace(tmp_path / "a" / stray)
    refused(tmp_path / "a", PLAN, "people-0001.parquet' of another run")


@pytest.mark.parametrize("place", ["pieces/people/people-0001.parquet", "pieces/people/mine.parquet"])
def test_a_table_of_someone_else_is_refused(tmp_path: Path, place: str) -> None:
    ran(tmp_path)
    pq.write_table(pa.table({"a": [1]}), tmp_path / place)
    refused(tmp_path, PLAN, "which this run did not write")


def test_a_file_that_was_moved_is_refused(tmp_path: Path) -> None:
    ran(tmp_path)
    here = tmp_path / "pieces" / "people"
    (here / "people-0000.parquet").replace(here / "people-0001.parquet")
    refused(tmp_path, PLAN, "which this run did not write")


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    refused(tmp_path, PLAN, "such as 'thesis.txt'")
    (tmp_path / "plan.json").write_text('{"program": "pulposus"}')
    refused(tmp_path, PLAN, "that no trial run wrote")
    with pytest.raises(InputError, match="not a folder"), open_folder(tmp_path / "thesis.txt", PLAN):
        pass


def test_a_file_cut_short_is_made_again(tmp_path: Path) -> None:
    ran(tmp_path)
    before = hashes(tmp_path)
    cut = tmp_path / "pieces" / "patients" / "trial-0001.parquet"
    cut.write_bytes(cut.read_bytes()[:-100])
    again = ran(tmp_path)
    assert again == Ran(1, 4, ("'pieces/patients/trial-0001.parquet' is not whole, so it is made again.",))
    assert hashes(tmp_path) == before


def test_what_a_dead_run_was_writing_is_taken_away(tmp_path: Path) -> None:
    ran(tmp_path / "whole")
    here = tmp_path / "left" / "pieces" / "people"
    here.mkdir(parents=True)
    (tmp_path / "whole" / "plan.json").rename(tmp_path / "left" / "plan.json")
    (here / ".people-0000.parquet.part").write_bytes(b"PAR1")
    (tmp_path / "left" / "lock").write_text(json.dumps({"pid": 1, "host": platform.node()}))
    ran(tmp_path / "left")
    (tmp_path / "left" / "plan.json").replace(tmp_path / "whole" / "plan.json")
    left = hashes(tmp_path / "left")
    assert left == {name: found for name, found in hashes(tmp_path / "whole").items() if name != "plan.json"}


def test_two_runs_do_not_share_a_folder(tmp_path: Path) -> None:
    with open_folder(tmp_path, PLAN):
        assert resumable == {str(tmp_path)}
        with (
            pytest.raises(InputError, match=rf"process {os.getpid()} on {platform.node()}\); wait"),
            open_folder(tmp_path, PLAN),
        ):
            pass
        with pytest.raises(InputError, match="being written"), open_folder(tmp_path, PLAN):
            pass
    assert resumable == set()
    assert ran(tmp_path).made == 5


def test_a_lock_of_another_machine_is_respected(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text(json.dumps({"pid": 12, "host": "node7"}))
    with pytest.raises(InputError, match="process 12 on node7"), open_folder(tmp_path, PLAN):
        pass
    (tmp_path / "lock").unlink()
    assert ran(tmp_path).made == 5


def test_a_program_told_to_stop_takes_its_lock_away(tmp_path: Path) -> None:
    with open_folder(tmp_path, PLAN):
        lock.release_all()
        assert not (tmp_path / "lock").exists()
    with open_folder(tmp_path, PLAN):
        assert (tmp_path / "lock").exists()


def test_a_full_disk_keeps_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_folder(tmp_path, PLAN) as opened:
        run(pieces(2), opened)
        before = hashes(tmp_path)

        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(RunError, match=r"disk is full while writing 'people-0002\.parquet'"):
                run(pieces(3), opened)
        assert hashes(tmp_path) == before
        assert run(pieces(3), opened) == Ran(2, 3, ())


def test_columns_of_one_kind_agree(tmp_path: Path) -> None:
    odd = Piece("people-0009", _empty)
    with open_folder(tmp_path, PLAN) as opened, pytest.raises(RunError, match=r"'people-0009' .*score: null"):
        run([*pieces(2), odd], opened)
    with open_folder(tmp_path, PLAN) as opened, pytest.raises(RunError, match=r"'people-0009' .*score: null"):
        run([odd], opened)


def _empty() -> pa.Table:
    return pa.table({"person": [1], "score": [None]})


def test_a_piece_makes_what_it_says(tmp_path: Path) -> None:
    odd = Piece("people-0009", _empty, kinds=("people", "visits"))
    with open_folder(tmp_path, PLAN) as opened, pytest.raises(RunError, match="made people, expected people, visits"):
        run([odd], opened)


def test_a_list_that_cannot_be_made_changes_nothing(tmp_path: Path) -> None:
    with open_folder(tmp_path, PLAN) as opened:
        before = hashes(tmp_path)
        with pytest.raises(InputError, match="needs"):
            run([Piece("a-1", refuses, needs=("b-1",))], opened)
        assert hashes(tmp_path) == before


def test_progress_rises_by_weight_and_begins_where_the_run_was_left(tmp_path: Path) -> None:
    heard: list[tuple[str, float]] = []
    light, heavy = pieces(2)[1:]
    heavy = replace(heavy, weight=3.0)
    with open_folder(tmp_path, PLAN) as opened:
        run([light], opened)
        run([light, heavy], opened, progress=lambda stage, fraction: heard.append((stage, fraction)))
    assert heard == [("people: 1 of 2 pieces", 0.25), ("people: 2 of 2 pieces", 1.0)]


def test_another_seed_of_the_same_design_is_told_as_that(tmp_path: Path) -> None:
    """The text of a design holds its seed, so that it differs too."""
    begun, other = (Plan(json.dumps({"arms": ["sham"], "seed": seed}), seed) for seed in (26, 27))
    with open_folder(tmp_path, begun) as opened:
        run(pieces(2), opened)
    refused(tmp_path, other, "a run with the seed 26, not 27, and nothing in it was changed; give --seed 26, or choose")
    refused(tmp_path, Plan(json.dumps({"arms": ["cells"], "seed": 27}), 27), "a run with another design")
