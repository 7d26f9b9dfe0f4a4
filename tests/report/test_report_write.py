"""Writing the page: the same bytes, whole or not at all, and one sentence when it cannot be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import fake
import pytest

from pulposus.errors import InputError, RunError
from pulposus.report import write_report
from pulposus.report.page import build


def small() -> fake.Forecast:
    """A forecast with few pictures."""
    full = fake.forecast(draws=8)
    bare = tuple(replace(t, discs={"L4/5": {}}, sections={}, chances={}) for t in full.treatments[:2])
    return replace(full, treatments=bare)


def test_same_forecast_same_bytes(tmp_path: Path, one_disc: str) -> None:
    write_report(fake.forecast(), tmp_path / "again.html")
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == one_disc


def test_a_forecast_without_fields_and_chances_still_makes_a_page(tmp_path: Path) -> None:
    write_report(small(), tmp_path / "r.html")
    assert "all treatments side by side" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be written to .*give a file in a folder"):
        write_report(small(), tmp_path / "nowhere" / "r.html")


def test_full_disk_leaves_the_old_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "r.html"
    target.write_text("old", encoding="utf-8")

    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(RunError, match=r"No space left on device\): free some space"):
        write_report(small(), target)
    assert [p.name for p in tmp_path.iterdir()] == ["r.html"]
    assert target.read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize("png", [b"", b"GIF89a....", fake.png()[:-20]], ids=["empty", "gif", "cut"])
def test_a_picture_that_is_no_png_is_refused(tmp_path: Path, png: bytes) -> None:
    with pytest.raises(InputError, match="PNG"):
        write_report(small(), tmp_path / "r.html", image_png=png)
    assert not list(tmp_path.iterdir())


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(InputError, match="names a disc 'Mr X'"):
        build(replace(small(), levels=("Mr X",)), None, "", "")


def test_no_treatment_is_refused() -> None:
    with pytest.raises(InputError, match="holds no treatment"):
        build(replace(small(), treatments=()), None, "", "")


def test_an_unknown_group_is_refused() -> None:
    first, *rest = small().treatments
    with pytest.raises(InputError, match="'natural' is of group 'magic'; give one of no treatment, medicine"):
        build(replace(small(), treatments=(replace(first, group="magic"), *rest)), None, "", "")
