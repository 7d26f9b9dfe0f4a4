"""The case file: one patient and the discs to forecast, validated with sentences a clinician can read.

Every number may be given plainly in the unit of its name, or as text with its own unit ("1.2 cm"). What the
fields mean, and an example, stand in docs/case.md; docs/case.schema.json is made from these classes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BeforeValidator, Field, model_validator

from pulposus.errors import InputError
from pulposus.forecasting.case_blocks import Block, DiscInput, ImageInput, Level, Patient, TreatmentInput, refuse
from pulposus.forecasting.case_sentences import resolved, validated
from pulposus.forecasting.case_yaml import Lines, read
from pulposus.forecasting.screening import Screening
from pulposus.levels import DISCS

SCHEMA: Literal["pulposus-case/1"] = "pulposus-case/1"
NEUTRAL_NAMES = (
    "# File names are not kept. To run this case again put the MRI and its label map, whose SHA-256 stand in\n"
    "# run.json, beside this file under these names.\n"
)


def _treatment(found: object) -> object:
    return {"key": found} if isinstance(found, str) else found


class Case(Block):
    """One patient, the discs to forecast, and what to compare."""

    schema_: Literal["pulposus-case/1"] = Field(default=SCHEMA, alias="schema")
    """Which version of this format the file follows: pulposus-case/1."""
    patient: Patient
    """Who is treated."""
    discs: tuple[DiscInput, ...] = ()
    """Discs to forecast, each once."""
    image: ImageInput | None = None
    """MRI from which the discs are measured; numbers under `discs` go before measured ones."""
    treat: tuple[Level, ...] = ()
    """Levels to treat; the disc with the worst grade when empty."""
    treatments: tuple[Annotated[TreatmentInput, BeforeValidator(_treatment)], ...] | None = None
    """Treatments to compare: keys, or mappings with a key and a dose. Natural course, sham and saline always run."""
    screening: Screening | None = None
    """What only the entry to a trial asks, for `pulposus eligibility`; nothing of it changes a forecast."""
    attribution: str = ""
    """Whom to name wherever numbers or pictures of this case are shown."""

    @model_validator(mode="after")
    def _fits_together(self) -> Case:
        levels = [disc.level for disc in self.discs]
        if not levels and self.image is None:
            raise refuse(
                "found no disc and no image, expected at least one of them; add a disc with level and grade", "discs"
            )
        _once(levels, "discs")
        _once(list(self.treat), "treat")
        _once(["+".join((t.key, *t.with_)) for t in self.treatments or ()], "treatments")
        if self.treatments == ():
            raise refuse(
                "found an empty list, expected at least one key; remove the field to compare the default treatments",
                "treatments",
            )
        for level in self.treat:
            if levels and level not in levels:
                raise refuse(
                    f"found '{level}', expected a level listed under discs ({', '.join(levels)}); add the disc there",
                    "treat",
                )
        graded = self.image is not None and self.image.path is not None
        if not levels and not graded:
            raise refuse(
                "found no disc, expected each disc with its grade because a label map alone has no signal to grade "
                "from; add them, or give image.path",
                "discs",
            )
        for index, disc in enumerate(self.discs):
            if not graded and disc.expected_grade is None:
                raise refuse(
                    f"found no Pfirrmann grade for {disc.level}, expected 1 to 5 or five probabilities because no "
                    "MRI is given to grade from; add it",
                    f"discs.{index}.grade",
                )
        if self.screening is not None:
            self._screening_fits(self.screening, levels)
        return self

    def _screening_fits(self, screening: Screening, levels: list[str]) -> None:
        for index, disc in enumerate(screening.discs):
            if levels and disc.level not in levels:
                listed = ", ".join(levels)
                raise refuse(
                    f"found '{disc.level}', expected a level listed under discs ({listed}); add the disc there",
                    f"screening.discs.{index}.level",
                )
        from pulposus.forecasting.answers import answers_of

        try:
            answers_of(self)
        except InputError as error:
            raise refuse(str(error).rstrip("."), "screening") from None

    @property
    def treated_levels(self) -> tuple[str, ...]:
        """Levels to treat as far as the case alone says: `treat`, else the worst grade listed, else nothing."""
        return self.treat or worst_level({disc.level: disc.expected_grade for disc in self.discs})

    def disc(self, level: str) -> DiscInput:
        """The disc at one level; a bare one where the case does not list it."""
        return next((disc for disc in self.discs if disc.level == level), DiscInput(level=level))

    def to_yaml(self) -> str:
        """The case as a file that gives the same run.

        Names of image files often hold names of people, so they are not kept: neutral names stand in their place,
        and the hashes in a run's run.json tell which files belong there.
        """
        data = {"schema": self.schema_, **self.model_dump(mode="json", by_alias=True, exclude_defaults=True)}
        head = ""
        if self.image is not None:
            head = NEUTRAL_NAMES
            for field, stem in (("path", "image"), ("labels", "labels")):
                if field in data["image"]:
                    ending = ".nii.gz" if data["image"][field].lower().endswith(".gz") else ".nii"
                    data["image"][field] = stem + ending
        return head + yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)


def worst_level(grades: Mapping[str, float | None]) -> tuple[str, ...]:
    """The level with the highest grade, the lowest of them where several have it; empty without any grade."""
    known = {level: grade for level, grade in grades.items() if grade is not None}
    return (max(known, key=lambda level: (known[level], -DISCS.index(level))),) if known else ()


def _once(names: list[str], field: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise refuse(f"found '{name}' {names.count(name)} times, expected each once; keep one", field)


def case_from(data: object, name: str = "case", lines: Lines | None = None) -> Case:
    """A case from plain data (what a YAML or JSON reader returns).

    ``name`` stands in error messages; ``lines`` maps a place in the data to its line in the file.

    Raises:
        InputError: one sentence with file, field, what was found, what is expected and what to do.
    """
    return validated(Case, data, name, lines)


def load_case(path: str | Path) -> Case:
    """Read a case file.

    Raises:
        InputError: one sentence with file, line, field, what was found, what is expected and what to do.
    """
    path = Path(path)
    data, lines = read(path)
    case = case_from(data, path.name, lines)
    if case.image is None:
        return case
    return case.model_copy(update={"image": resolved(case.image, path, lines)})
