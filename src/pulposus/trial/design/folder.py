"""A design in the folder of a run: with its seed and copies of the user's own files it gives the same run again."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from pulposus.errors import InputError
from pulposus.trial.design.design import Design
from pulposus.trial.design.own_files import sha256_of

NAME = "design.yaml"
HEAD = "# The design of this run, every default written out; `pulposus trial run` on it gives the run again.\n"


def folder_text(design: Design) -> str:
    """The design as YAML, the same wherever it is read: own files are named by where ``keep`` puts their copies."""
    return HEAD + yaml.safe_dump(design.kept(), sort_keys=False, allow_unicode=True, width=110)


def folder_files(design: Design) -> tuple[str, ...]:
    """Paths of everything that ``keep`` writes, from the folder, for those who look for files that belong elsewhere."""
    own = {one.kept_as for arm in design.arms for one in arm.own_files}
    table = design.population.kept_as
    return (NAME, *sorted(own | ({table} if table else set())))


def keep(design: Design, folder: Path) -> Path:
    """Write the design and copies of its files into a folder that exists; the path of the design.

    The design itself comes last and at once, so a run that was killed before it starts from the beginning.

    Raises:
        InputError: the folder holds another design, or the table of people changed since the design was read.
    """
    path, text = folder / NAME, folder_text(design)
    if path.exists() and path.read_text(encoding="utf-8") != text:
        raise InputError(f"Folder '{folder}' holds the run of another design; choose another folder.")
    for arm in design.arms:
        for one in arm.own_files:
            copy = folder / one.kept_as
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(one.content)
    _keep_table(design, folder)
    half = path.with_suffix(".part")
    half.write_text(text, encoding="utf-8")
    half.replace(path)
    return path


def _keep_table(design: Design, folder: Path) -> None:
    table, kept_as = design.population.table, design.population.kept_as
    if table is None or kept_as is None:
        return
    copy = folder / kept_as
    if copy.is_file() and sha256_of(copy) == design.population.sha256:
        return
    copy.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(table, copy)
    except OSError as error:
        raise InputError(f"The table '{table.name}' cannot be copied ({error.strerror}); check the path.") from None
    if sha256_of(copy) != design.population.sha256:
        copy.unlink()
        raise InputError(f"The table '{table.name}' changed while the design was in use; start again.")
