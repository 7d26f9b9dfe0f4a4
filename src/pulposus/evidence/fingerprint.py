"""What a fitted posterior was fitted to, as one number: it changes when a number that may be fitted changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from pulposus.evidence.schema import Arm, Study

# Texts for the reader: nothing of them enters a likelihood.
ARM_TEXT = {"note", "events", "outcomes"}
NUMBER_TEXT = {"read_in", "words", "use"}


def fingerprint(studies: Iterable[Study]) -> str:
    """SHA-256, hexadecimal, of all that a calibration may use of these studies.

    The order of studies, arms, outcomes and keys does not matter, nor do comments, notes and sources.
    """
    content = sorted(_canonical(study) for study in studies if _may_calibrate(study))
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _may_calibrate(study: Study) -> bool:
    return any(study.use_of(contrast) == "calibrate" for contrast in study.contrasts) or any(
        study.use_of(outcome) == "calibrate" for arm in study.arms for outcome in arm.outcomes
    )


def _canonical(study: Study) -> str:
    return _text(
        {
            "key": study.key,
            "design": study.design,
            "blinding": study.blinding,
            "grade": study.quality.grade,
            "same_people_as": study.same_people_as,
            "population": study.population.model_dump(exclude={"condition"}),
            "arms": sorted(_arm(study, arm) for arm in study.arms),
            "contrasts": sorted(
                _text(contrast.model_dump(exclude=NUMBER_TEXT))
                for contrast in study.contrasts
                if study.use_of(contrast) == "calibrate"
            ),
        }
    )


def _arm(study: Study, arm: Arm) -> str:
    outcomes = sorted(
        _text(outcome.model_dump(exclude=NUMBER_TEXT))
        for outcome in arm.outcomes
        if study.use_of(outcome) == "calibrate"
    )
    return _text({**arm.model_dump(exclude=ARM_TEXT), "outcomes": outcomes})


def _text(content: object) -> str:
    return json.dumps(content, sort_keys=True)
