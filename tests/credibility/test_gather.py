"""Folders are read before anything is run, and what was not run is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made_runs import VALIDATION, VERIFICATION

from pulposus.cli.validate import write as write_validate
from pulposus.cli.verify import write as write_verify
from pulposus.credibility import gather as module
from pulposus.credibility.gather import Folders, gather, validate_ids, verify_ids
from pulposus.errors import InputError


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    for name in ("verify", "validate", "numerics"):
        (tmp_path / name).mkdir()
    write_verify(tmp_path / "verify", VERIFICATION, only=["V1"])
    write_validate(tmp_path / "validate", VALIDATION, only=["VT1"])
    (tmp_path / "numerics" / "numerics.json").write_text(json.dumps([]), encoding="utf-8")
    return Folders(tmp_path / "verify", tmp_path / "validate", tmp_path / "numerics")


def test_what_a_part_run_left_out_is_missing(folders: Folders) -> None:
    found = gather(folders)
    assert set(found.verification_missing) == set(verify_ids()) - {"V1"}
    assert set(found.validation_missing) == set(validate_ids()) - {"VT1", "VT2"}
    assert found.versions["verify"] == found.versions["validate"] == found.software.version


def test_a_wrong_folder_is_told_before_anything_is_run(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(_progress: object) -> None:
        raise AssertionError("it was run")

    monkeypatch.setattr(module, "_verify", never)
    with pytest.raises(InputError, match="--sensitivity"):
        gather(Folders(None, folders.validate, folders.numerics, tmp_path / "nowhere"))
