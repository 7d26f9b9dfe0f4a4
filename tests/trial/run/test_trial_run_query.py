"""SQL over a run: views by kind, the order of pieces, and what is refused."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pytest
from trial_run_toys import PLAN, SIZE, hashes, people, pieces

from pulposus.errors import InputError
from pulposus.trial.run.folder import open_folder
from pulposus.trial.run.query import connect, query
from pulposus.trial.run.run import run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("run")
    with open_folder(found, PLAN) as opened:
        run(pieces(12), opened)
    return found


def test_every_kind_is_a_view(folder: Path) -> None:
    with connect(folder) as connection:
        names = [name for (name,) in connection.execute("SHOW TABLES").fetchall()]
    assert sorted(names) == ["patients", "people", "trials"]


def test_rows_come_in_the_order_of_the_pieces(folder: Path) -> None:
    found = query(folder, "SELECT person FROM people")["person"].to_numpy()
    np.testing.assert_array_equal(found, np.arange(12 * SIZE))


def test_an_answer_agrees_with_the_pieces(folder: Path) -> None:
    score = np.concatenate([people(PLAN.seed, k)["score"].to_numpy() for k in range(12)])
    found = query(folder, "SELECT count(*) AS n, avg(score) AS mean FROM people WHERE person >= 100").to_pylist()[0]
    assert found["n"] == len(score) - 100
    assert found["mean"] == pytest.approx(score[100:].mean(), rel=1e-9)
    by_arm = query(folder, "SELECT arm, count(*) AS n FROM patients GROUP BY arm ORDER BY arm").to_pylist()
    assert by_arm == [{"arm": "arm 0", "n": 11 * SIZE}, {"arm": "arm 1", "n": 11 * SIZE}]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT height FROM people", "height.*the tables are patients, people, trials"),
        ("SELECT * FROM discs", "discs does not exist.*the tables are"),
        ("SELECT 1; SELECT 2", "not one SELECT"),
        ("", "not one SELECT"),
        ("DROP VIEW people", "not one SELECT"),
        ("COPY people TO '{folder}/pieces/people/people-0000.parquet' (FORMAT parquet)", "not one SELECT"),
        ("SELECT * FROM read_csv('/etc/passwd')", "disabled"),
        ("SELECT 1 / 'a' FROM people", "cannot be answered"),
    ],
)
def test_wrong_sql_is_one_sentence_and_changes_nothing(folder: Path, sql: str, said: str) -> None:
    before = hashes(folder)
    with pytest.raises(InputError, match=said) as error:
        query(folder, sql.format(folder=folder))
    assert "\n" not in str(error.value)
    assert hashes(folder) == before


def test_a_connection_cannot_write_a_piece(folder: Path) -> None:
    before = hashes(folder)
    with connect(folder) as connection:
        for options in ("FORMAT parquet", "FORMAT parquet, USE_TMP_FILE false"):
            with pytest.raises(duckdb.Error, match="disabled"):
                connection.execute(f"COPY people TO '{folder}/pieces/people/people-0000.parquet' ({options})")
        with pytest.raises(duckdb.Error):
            connection.execute("SET enable_external_access = true")
    assert hashes(folder) == before


def test_a_folder_without_pieces_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no 'pieces/"):
        query(tmp_path, "SELECT 1")


def test_a_broken_piece_is_told(tmp_path: Path) -> None:
    with open_folder(tmp_path, PLAN) as opened:
        run(pieces(2), opened)
    broken = tmp_path / "pieces" / "people" / "people-0001.parquet"
    broken.write_bytes(broken.read_bytes()[:-9])
    with pytest.raises(InputError, match="people-0001") as error:
        query(tmp_path, "SELECT * FROM people")
    assert "\n" not in str(error.value)


def test_a_table_that_is_not_made_yet_is_told_as_that(tmp_path: Path) -> None:
    with open_folder(tmp_path, PLAN) as opened:
        with pytest.raises(InputError, match="is not finished and has no table yet; 'pulposus trial run'"):
            query(tmp_path, "SELECT 1")
        run(pieces(1)[:1], opened)
    with pytest.raises(InputError) as caught:
        query(tmp_path, "SELECT * FROM trials")
    assert str(caught.value) == (
        "The SQL cannot be answered (table trials does not exist) because the run is not finished: so far the tables "
        "are people; 'pulposus trial run' with the same design and --out goes on from what it holds."
    )
    (tmp_path / "run.json").write_text("{}")
    with pytest.raises(InputError, match=r"\(table trials does not exist\); the tables are people\.$"):
        query(tmp_path, "SELECT * FROM trials")


def test_a_misspelt_table_is_told_with_the_one_that_is_there(folder: Path) -> None:
    with pytest.raises(InputError, match="the tables are patients, people, trials; did you mean 'people'") as caught:
        query(folder, "SELECT * FROM peple")
    assert "pg_" not in str(caught.value)
