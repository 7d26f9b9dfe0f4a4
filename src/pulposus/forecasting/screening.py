"""The block ``screening`` of a case file: what only the entry to a trial asks. All of it may be left out."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, model_validator

from pulposus.forecasting.case_blocks import Block, Level, refuse
from pulposus.forecasting.case_numbers import Number, Whole


def _with_words(schema: dict[str, Any]) -> None:
    """Puts the words of each question into the JSON schema, so that they stand in one place only."""
    from pulposus.eligibility import questions, red_flags

    words = {flag.key: flag.words for flag in red_flags().flags}
    words |= {key: f"{q.words}, {q.unit}" if q.unit else q.words for key, q in questions().items()}
    for name, about in schema["properties"].items():
        if name in words:
            about["description"] = words[name]


class Asked(Block):
    model_config = ConfigDict(json_schema_extra=_with_words)


class RedFlagAnswers(Asked):
    """Signs that need a doctor first, each yes or no."""

    saddle_numbness: bool | None = None
    bladder_or_bowel: bool | None = None
    leg_weakness: bool | None = None
    trauma: bool | None = None
    cancer_history: bool | None = None
    weight_loss: bool | None = None
    steroids_or_weak_immunity: bool | None = None
    night_pain: bool | None = None


class DiscScreening(Asked):
    """What a trial asks about one disc beyond what stands under ``discs``."""

    level: Level
    modified_pfirrmann: Whole | None = None
    height_kept_percent: Number | None = None
    herniation: Literal["none", "bulge", "protrusion", "extrusion", "sequestration"] | None = None
    protrusion_mm: Number | None = None
    annular_tear: bool | None = None
    full_thickness_tear: bool | None = None
    contrast_leak: bool | None = None


class Screening(Asked):
    """What a trial asks about the person beyond what stands under ``patient``."""

    red_flags: RedFlagAnswers = RedFlagAnswers()
    """Signs that need a doctor before anything else."""
    discs: tuple[DiscScreening, ...] = ()
    """Each disc once."""
    failed_care_months: Number | None = None
    supervised_therapy: bool | None = None
    symptomatic_levels: Whole | None = None
    leg_pain_percent: Number | None = None
    facet_pain: bool | None = None
    sacroiliac_pain: bool | None = None
    myofascial_pain: bool | None = None
    constant_pain: bool | None = None
    instability: bool | None = None
    listhesis_grade: Whole | None = None
    spondylolysis: bool | None = None
    scoliosis: bool | None = None
    transitional_vertebra: bool | None = None
    canal_stenosis: bool | None = None
    spine_fracture: bool | None = None
    spondyloarthropathy: bool | None = None
    osteoporosis: bool | None = None
    fibromyalgia: bool | None = None
    prior_lumbar_surgery: bool | None = None
    prior_disc_surgery: bool | None = None
    recent_spine_surgery: bool | None = None
    prior_disc_injection: bool | None = None
    recent_spine_injection: bool | None = None
    infection: bool | None = None
    cancer: bool | None = None
    immunosuppression: bool | None = None
    coagulopathy: bool | None = None
    systemic_disease: bool | None = None
    pregnancy: bool | None = None
    contraception: bool | None = None
    mri_contraindication: bool | None = None
    severe_depression: bool | None = None
    substance_abuse: bool | None = None
    opioid_MME_per_day: Number | None = None

    @model_validator(mode="after")
    def _each_disc_once(self) -> Screening:
        levels = [disc.level for disc in self.discs]
        for level in levels:
            if levels.count(level) > 1:
                raise refuse(f"found '{level}' {levels.count(level)} times, expected each once; keep one", "discs")
        return self

    def disc(self, level: str) -> DiscScreening:
        """The answers about one disc; a bare one where there are none."""
        return next((disc for disc in self.discs if disc.level == level), DiscScreening(level=level))
