"""The blocks of a case file: patient, disc, image and treatment."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from pulposus.errors import InputError
from pulposus.forecasting.case_numbers import Number, Whole, accepted, shown
from pulposus.forecasting.case_sentences import nearest
from pulposus.levels import DISCS, VERTEBRAE
from pulposus.units import MM3_PER_CM3

# Probabilities are written with a few digits: five of them may miss 1 by their rounding.
_SUM_TOLERANCE = 0.011

# Fields of a disc that must agree: field, the two whose product it is near, conversion, and the fact with the ratio.
_PRODUCTS = {
    "volume_cm3": ("axial_area_mm2", "mean_height_mm", MM3_PER_CM3, "volume_over_area_height"),
    "axial_area_mm2": ("depth_mm", "width_mm", 1.0, "area_over_depth_width"),
    "mid_sagittal_area_mm2": ("depth_mm", "mean_height_mm", 1.0, "section_over_depth_height"),
}

Convention = Literal[
    "auto", "spider", "totalspineseg", "spineps", "totalsegmentator", "totalsegmentator-mr", "discs-from-sacrum"
]
Probabilities = tuple[float, float, float, float, float]


def refuse(sentence: str, field: str = "") -> PydanticCustomError:
    return PydanticCustomError("said", "{sentence}", {"sentence": sentence, "field": field})


def level_name(found: object) -> object:
    """The house name of a disc for the ways in which it is written: L4-L5, L4/L5, L45, l4-5 are all L4/5."""
    if isinstance(found, str):
        match = re.fullmatch(r"\s*([TL])(1[0-2]|\d)\s*[-/–_ ]?\s*([TLS]?)(1[0-2]|\d)\s*", found, re.IGNORECASE)
        if match:
            above, n, below, m = (part.upper() for part in match.groups())
            name = f"{above}{n}/{'' if below == above else below}{m}"
            if name in DISCS:
                return name
    near = nearest(found, DISCS)
    hint = f"did you mean '{near}'?" if near else f"name one of {DISCS[0]} to {DISCS[-1]}"
    raise refuse(f"found {shown(found)}, expected a disc such as L4/5 or L5/S1; {hint}")


def _probabilities(found: object) -> object:
    if found is None:
        return None
    good = isinstance(found, (list, tuple)) and len(found) == 5
    if not good or any(isinstance(p, bool) or not isinstance(p, (int, float)) for p in found):  # type: ignore[attr-defined]
        raise refuse(f"found {shown(found)}, expected five numbers for grades 1 to 5; write [p1, p2, p3, p4, p5]")
    total = sum(found)  # type: ignore[call-overload]
    if any(not 0 <= p <= 1 for p in found) or abs(total - 1) > _SUM_TOLERANCE:  # type: ignore[attr-defined]
        raise refuse(
            f"found numbers that sum to {shown(float(min(total, 1e99)))}, expected five from 0 to 1 that sum to 1; "
            "correct them"
        )
    return tuple(p / total for p in found)  # type: ignore[attr-defined]


def _sex(found: object) -> object:
    return (
        {"f": "female", "m": "male"}.get(found.strip().lower(), found.strip().lower())
        if isinstance(found, str)
        else found
    )


def known_treatment(found: object) -> str:
    """A key of the treatment library; an unknown one is refused with the nearest keys."""
    from pulposus.treatment import names

    known = names()
    if isinstance(found, str) and found in known:
        return found
    if isinstance(found, str) and found.endswith((".yaml", ".yml")):
        from pulposus.treatment import load

        try:
            load(found)
        except InputError as error:
            raise refuse(str(error).rstrip(".")) from None
        return found
    near = get_close_matches(str(found)[:100], known, n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(repr(key) for key in near)}?" if near else "choose one of these"
    raise refuse(f"found the unknown treatment {shown(found)}, expected one of {', '.join(known)}; {hint}")


def lowest_name(found: object) -> object:
    """As `level_name`, and the names of vertebrae too."""
    if found is None or (isinstance(found, str) and found.strip().upper() in VERTEBRAE):
        return found.strip().upper() if isinstance(found, str) else None
    return level_name(found)


Level = Annotated[str, BeforeValidator(level_name)]


class Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Patient(Block):
    """Who is treated. Holds no name, no date of birth and no identifier."""

    age_y: Number
    """Age in years."""
    sex: Annotated[Literal["female", "male"], BeforeValidator(_sex)]
    """Sex: female or male."""
    pain_0_100: Number
    """Low back pain now on a visual analogue scale of 0 (none) to 100 (worst)."""
    odi_0_100: Number
    """Oswestry Disability Index now, 0 (none) to 100."""
    duration_months: Number
    """How long the pain has lasted, in months."""
    bmi_kg_m2: Number | None = None
    """Body mass index, kg/m2."""
    smoker: bool | None = None
    """Smokes now."""
    diabetes: bool | None = None
    """Has diabetes."""
    heavy_work: bool | None = None
    """Works with heavy loads on the back."""
    low_mood: bool | None = None
    """Depressed, or expects the worst of the pain (as a doctor or a questionnaire found)."""
    root_compression: bool | None = None
    """Leg pain from a compressed nerve root, as examined."""
    adherence_percent: Number | None = None
    """Share of a programme of exercise that is followed, 0 to 100 %."""
    assumed: tuple[str, ...] = ()
    """Names of fields above that nobody measured: they are used, and shown as assumed in every output."""

    @model_validator(mode="after")
    def _fits_together(self) -> Patient:
        fields = [name for name in type(self).model_fields if name != "assumed"]
        for name in self.assumed:
            if name not in fields or getattr(self, name) is None:
                raise refuse(
                    f"found {shown(name)}, expected names of patient fields that have a value "
                    f"({', '.join(f for f in fields if getattr(self, f) is not None)}); correct or remove it",
                    "assumed",
                )
        if self.duration_months > 12 * self.age_y:
            raise refuse(
                f"found {self.duration_months:g} months, expected no more than the age of {self.age_y:g} years; "
                "check both and their units",
                "duration_months",
            )
        return self


class DiscInput(Block):
    """One disc. Only the level is needed; what is not given follows from level, age, sex and grade, with spread."""

    level: Level
    """Disc counted from the sacrum, such as L4/5 or L5/S1."""
    grade: Whole | None = None
    """Pfirrmann grade, 1 to 5."""
    grade_probabilities: Annotated[Probabilities | None, BeforeValidator(_probabilities)] = None
    """Probability of each Pfirrmann grade 1 to 5, in place of `grade`."""
    anterior_height_mm: Number | None = None
    """Height at the anterior edge, mm."""
    middle_height_mm: Number | None = None
    """Height in the middle, mm."""
    posterior_height_mm: Number | None = None
    """Height at the posterior edge, mm."""
    mean_height_mm: Number | None = None
    """Mean height over the mid-sagittal disc, mm."""
    disc_height_index: Number | None = None
    """Disc height over the height or depth of the vertebrae beside it (docs/measures.md), no unit."""
    depth_mm: Number | None = None
    """Front to back, mm."""
    width_mm: Number | None = None
    """Left to right, mm."""
    wedge_deg: Number | None = None
    """Angle between the endplates, degrees, positive when open to the front."""
    mid_sagittal_area_mm2: Number | None = None
    """Area in the mid-sagittal plane, mm2."""
    axial_area_mm2: Number | None = None
    """Area seen from above, mm2."""
    volume_cm3: Number | None = None
    """Volume, cm3."""
    anterior_bulge_mm: Number | None = None
    """Bulge beyond the anterior vertebral corners, mm."""
    posterior_bulge_mm: Number | None = None
    """Bulge beyond the posterior vertebral corners, mm."""
    nucleus_signal: Number | None = None
    """Mean T2-weighted signal of the nucleus, scanner units."""
    disc_csf_ratio: Number | None = None
    """Signal of the nucleus over that of the cerebrospinal fluid beside it, no unit."""
    modic: Whole | None = None
    """Modic type of the vertebrae beside it, 0 (none) to 3."""
    annular_tear_dallas: Whole | None = None
    """Tear of the annulus, modified Dallas grade: 0 (none) to 5 (through the outer annulus)."""

    @model_validator(mode="after")
    def _fits_together(self) -> DiscInput:
        if self.grade is not None and self.grade_probabilities is not None:
            raise refuse("found a grade and probabilities of grades, expected one of them; remove one", "grade")
        for field, (first, second, factor, fact) in _PRODUCTS.items():
            found, a, b = getattr(self, field), getattr(self, first), getattr(self, second)
            if found is None or a is None or b is None:
                continue
            low, high, _ = accepted(fact)
            product = a * b / factor
            if not low * product <= found <= high * product:
                raise refuse(
                    f"found {found:g}, expected {low * product:.3g} to {high * product:.3g} from {first} {a:g} and "
                    f"{second} {b:g}; check the three and their units",
                    field,
                )
        return self

    @property
    def expected_grade(self) -> float | None:
        """The grade, or its mean under the probabilities; None when neither is given."""
        if self.grade_probabilities is not None:
            return sum(grade * p for grade, p in enumerate(self.grade_probabilities, start=1))
        return None if self.grade is None else float(self.grade)


class ImageInput(Block):
    """An MRI to measure the discs from. Paths are relative to the case file."""

    labels: Path
    """Label map, NIfTI."""
    path: Path | None = None
    """MRI, NIfTI; without it there is no signal and no grade from signal."""
    convention: Convention = "auto"
    """How the label map numbers its structures."""
    lowest_level: Annotated[str | None, BeforeValidator(lowest_name)] = None
    """Name of the lowest disc or vertebra in the image where the sacrum is not in it, such as L4/5."""
    cropped: bool = False
    """The label map is tightly cropped but complete: a disc that reaches a face of the grid is whole."""


class TreatmentInput(Block):
    """One treatment, by its key in the library, with this product's own numbers in place of the library's."""

    key: Annotated[str, BeforeValidator(known_treatment)]
    """Key of the treatment (`pulposus info` lists them)."""
    dose_1e6: Number | None = None
    """Living cells injected in each disc, millions."""
    volume_mL: Number | None = None
    """Volume injected in each disc, mL."""
    with_: tuple[Annotated[str, BeforeValidator(known_treatment)], ...] = Field(default=(), alias="with")
    """Keys of treatments that are given together with this one."""

    @model_validator(mode="after")
    def _can_be_done(self) -> TreatmentInput:
        from pulposus.treatment import combine, load

        treatment = load(self.key)
        for field, given, change in (
            ("dose_1e6", self.dose_1e6, treatment.with_dose),
            ("volume_mL", self.volume_mL, treatment.with_volume),
        ):
            if given is not None:
                try:
                    change(given)
                except InputError as error:
                    raise refuse(str(error).rstrip("."), field) from None
        for index, key in enumerate(self.with_):
            if key in (self.key, *self.with_[:index]):
                raise refuse(f"found '{key}' twice, expected each treatment once; remove one", f"with.{index}")
        try:
            combine([treatment, *(load(key) for key in self.with_)])
        except InputError as error:
            raise refuse(str(error).rstrip("."), "with") from None
        return self
