"""A run folder is whole or absent; what a user put somewhere is never lost."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from pulposus.errors import InputError, RunError
from pulposus.run_folder import is_earlier_run, run_folder, write_run_json


def make_run(out: Path, text: str = "1", *, overwrite: bool = False) -> None:
    with run_folder(out, overwrite) as folder:
        (folder / "sub").mkdir()
        (folder / "sub" / "numbers.csv").write_text(text, encoding="utf-8")
        write_run_json(folder, "measure", {"seed": 3})


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_whole_run_lies_in_place(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "run"
    with run_folder(out) as folder:
        assert not out.exists()
        assert folder.parent == out.parent
        (folder / "numbers.csv").write_text("1", encoding="utf-8")
        write_run_json(folder, "measure", {"seed": 3})
    assert sorted(snapshot(tmp_path)) == [os.path.join("deep", "run", n) for n in ("numbers.csv", "run.json")]  # noqa: PTH118
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert record["program"] == "pulposus"
    assert record["command"] == "measure"
    assert record["seed"] == 3
    assert record["files"] == ["numbers.csv", "run.json"]
    assert record["versions"]["python"]


def test_empty_folder_is_used(tmp_path: Path) -> None:
    out = tmp_path / "run"
    out.mkdir()
    make_run(out)
    assert is_earlier_run(out)


@pytest.mark.parametrize("failure", [ValueError("x"), KeyboardInterrupt(), InputError("Bad."), OSError("other")])
def test_nothing_is_left_when_the_block_fails(tmp_path: Path, failure: BaseException) -> None:
    def fail() -> None:
        with run_folder(tmp_path / "a" / "b" / "run") as folder:
            (folder / "half.csv").write_text("1", encoding="utf-8")
            raise failure

    with pytest.raises(type(failure)) as caught:
        fail()
    assert caught.value is failure
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)])
def test_disk_full_is_a_run_error_and_leaves_the_earlier_run(tmp_path: Path, number: int) -> None:
    out = tmp_path / "run"
    make_run(out, "old")
    before = snapshot(tmp_path)

    def fill() -> None:
        with run_folder(out, overwrite=True) as folder:
            (folder / "numbers.csv").write_text("new", encoding="utf-8")
            raise OSError(number, os.strerror(number))

    with pytest.raises(RunError, match=r"disk is full.*\.$"):
        fill()
    assert snapshot(tmp_path) == before


def test_disk_full_while_the_last_file_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_options: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    def fill() -> None:
        with run_folder(tmp_path / "run") as folder:
            write_run_json(folder, "measure", {})
            monkeypatch.setattr(Path, "write_text", full)

    with pytest.raises(RunError, match="disk is full"):
        fill()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    def fill() -> None:
        with run_folder(tmp_path / "run") as folder:
            (folder / "numbers.csv").symlink_to("/dev/full")
            (folder / "numbers.csv").write_text("1" * 100_000, encoding="utf-8")

    with pytest.raises(RunError, match="disk is full"):
        fill()
    assert list(tmp_path.iterdir()) == []


def test_error_of_reading_elsewhere_is_not_ours(tmp_path: Path) -> None:
    def read() -> None:
        with run_folder(tmp_path / "run"):
            (tmp_path / "nothing").read_bytes()

    with pytest.raises(FileNotFoundError):
        read()


def test_folder_of_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("ten years", encoding="utf-8")
    before = snapshot(tmp_path)
    with pytest.raises(InputError, match=r"left alone"):
        make_run(tmp_path, overwrite=True)
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize(
    "text", ["{", "[]", "3", '{"program": "other", "files": ["run.json"]}', '{"program": "pulposus"}']
)
def test_other_run_json_is_no_earlier_run(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text, encoding="utf-8")
    assert not is_earlier_run(tmp_path)


def test_earlier_run_is_replaced_only_on_request(tmp_path: Path) -> None:
    out = tmp_path / "run"
    make_run(out, "old")
    before = snapshot(out)
    with pytest.raises(InputError, match="earlier Pulposus run"):
        make_run(out, "new")
    assert snapshot(out) == before
    make_run(out, "new", overwrite=True)
    assert (out / "sub" / "numbers.csv").read_text(encoding="utf-8") == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_earlier_run_with_a_file_of_the_user_is_kept(tmp_path: Path) -> None:
    out = tmp_path / "run"
    make_run(out, "old")
    (out / "my notes.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(InputError, match="left alone"):
        make_run(out, "new", overwrite=True)
    assert (out / "my notes.txt").exists()


def test_folder_filled_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "run"

    def race() -> None:
        with run_folder(out):
            out.mkdir()
            (out / "quicker.txt").write_text("1", encoding="utf-8")

    with pytest.raises(InputError, match="left alone"):
        race()
    assert [path.name for path in out.iterdir()] == ["quicker.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="not a folder"):
        make_run(tmp_path / "run")
    with pytest.raises(InputError, match="cannot be written"):
        make_run(tmp_path / "run" / "deeper")


def test_unwritable_parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.mkdir

    def forbidden(self: Path, *args: int, **options: bool) -> None:
        if ".part-" in self.name:
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        real(self, *args, **options)

    monkeypatch.setattr(Path, "mkdir", forbidden)
    with pytest.raises(InputError, match=r"cannot be written \(Permission denied\)"):
        make_run(tmp_path / "new" / "run")
    assert list(tmp_path.iterdir()) == []


def test_failed_replacement_puts_the_earlier_run_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "run"
    make_run(out, "old")
    before = snapshot(tmp_path)
    real = Path.rename

    def stuck(self: Path, target: Path) -> Path:
        if ".part-" in self.name:
            raise OSError(errno.EIO, "Input/output error", str(self))
        return real(self, target)

    monkeypatch.setattr(Path, "rename", stuck)
    with pytest.raises(RunError, match="Input/output error"):
        make_run(out, "new", overwrite=True)
    assert snapshot(tmp_path) == before


def _keep_in_place(monkeypatch: pytest.MonkeyPatch, out: Path, why: str) -> None:
    if why == "current folder":
        monkeypatch.chdir(out)
    elif why == "mounted volume":
        monkeypatch.setattr(Path, "is_mount", lambda self: self == out)
    else:
        monkeypatch.setattr(os, "access", lambda path, _mode: path != out.parent)


@pytest.mark.parametrize("why", ["current folder", "mounted volume", "parent that cannot be written"])
def test_a_folder_that_must_stay_is_filled_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    out = tmp_path / "run"
    out.mkdir()
    same = out.stat().st_ino
    _keep_in_place(monkeypatch, out, why)
    make_run(out)
    assert out.stat().st_ino == same
    assert is_earlier_run(out)
    assert sorted(snapshot(out)) == ["run.json", str(Path("sub", "numbers.csv"))]
    make_run(out, "22", overwrite=True)
    assert snapshot(out)[str(Path("sub", "numbers.csv"))] == b"22"
    assert sorted(snapshot(tmp_path)) == [str(Path("run", "run.json")), str(Path("run", "sub", "numbers.csv"))]
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="left alone"):
        make_run(out, overwrite=True)
    assert (out / "mine.txt").exists()


@pytest.mark.parametrize("failing", [1, 3, 4])
def test_a_move_in_place_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    out = tmp_path / "run"
    out.mkdir()
    _keep_in_place(monkeypatch, out, "current folder")
    make_run(out, "old")
    before = snapshot(tmp_path)
    rename, count = Path.rename, 0

    def sometimes(self: Path, target: Path) -> Path:
        nonlocal count
        count += 1
        if count == failing:
            raise OSError(errno.EIO, "Input/output error", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", sometimes)
    with pytest.raises(RunError, match="could not be written"):
        make_run(out, "new", overwrite=True)
    assert snapshot(tmp_path) == before


def test_an_inner_writer_is_told_of_by_the_name_that_the_user_gave(tmp_path: Path) -> None:
    def report(folder: Path) -> None:
        try:
            raise OSError(errno.ENOSPC, "No space left on device", str(folder / "report.html"))
        except OSError:
            raise RunError(f"Writing {folder / 'report.html'} failed.") from None

    def inner(folder: Path) -> None:
        with run_folder(folder / "imaging") as part:
            raise OSError(errno.ENOSPC, "No space left on device", str(part / "preview.png"))

    for write in (report, inner):
        with pytest.raises(RunError) as caught, run_folder(tmp_path / "mine") as folder:
            write(folder)
        assert "disk is full" in str(caught.value)
        assert str(tmp_path / "mine") in str(caught.value)
        assert "part-" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_another_run_error_passes_unchanged(tmp_path: Path) -> None:
    error = RunError("Nutrients did not converge; check the height.")
    with pytest.raises(RunError) as caught, run_folder(tmp_path / "run"):
        raise error
    assert caught.value is error


def test_the_way_to_replace_a_run_is_named(tmp_path: Path) -> None:
    make_run(tmp_path / "run")
    with pytest.raises(InputError, match="--overwrite"):
        make_run(tmp_path / "run")
