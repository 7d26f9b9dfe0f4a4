"""Relief: what a treatment does for the person beyond the control arm of its own setting, as trials found it.

Not through the disc: an effect that was measured in trials of the whole treatment holds whatever the disc did.

    change(t) = q E (1 - exp(-t/onset)) k(t),   k = 1 until it stops lasting, then exp(-(t - lasts)/fades)

E is drawn once per fact, pain and ODI correlated as everywhere: how it differs between trials is in the spread of the
fact, or, where trials of the calibration inform the mean, in a deviation that they inform too. That is not how people
differ, which is in the natural course. q = min(score/typical score, 1): points as the trials print them for a patient
like their participants or worse, and in proportion below, because no record gives an effect by baseline, more pain is
not known to gain more, and little pain cannot lose what is not there. That is stricter than the context's response,
which scales both ways because it is stated as an arm's change of its baseline.
Effects of several treatments add up: no record read here has a combination that did more or less than its parts. The
same effect (the same facts) in two of them, such as exercise beside a fusion whose effect holds rehabilitation, counts
once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pulposus.library.load import value
from pulposus.symptoms import modifiers, natural
from pulposus.symptoms.adherence import factor
from pulposus.symptoms.context import typical_patient
from pulposus.symptoms.draws import TOPIC as SYMPTOMS
from pulposus.symptoms.draws import calibrated, correlate, normal_width
from pulposus.symptoms.patient import Patients
from pulposus.symptoms.unknowns import SymptomUnknowns
from pulposus.treatment.schema import Relief
from pulposus.units import SCORE_CEILING

Float = NDArray[np.float64]
TOPIC = "relief"


def _drawn(name: str, unknowns: SymptomUnknowns) -> Float:
    found = unknowns.relief.get(name)
    return np.full(len(unknowns), value(TOPIC, name)) if found is None else found


def effect(relief: Relief, unknowns: SymptomUnknowns) -> Float:
    """Change of pain and ODI once fully grown in a trial, (n, 2), negative is better: the mean over trials and what
    sets this one apart."""
    return _mean_effect(relief, unknowns) + unknowns.relief_of_trial.get(relief.pain.removesuffix("_pain"), 0.0)


def _mean_effect(relief: Relief, unknowns: SymptomUnknowns) -> Float:
    names = (relief.pain, relief.odi)
    independent = np.stack([_drawn(name, unknowns) for name in names], axis=1)
    if all(calibrated(name) for name in names):
        return independent  # draws of the posterior move together already
    centre = np.array([value(TOPIC, name) for name in names])
    width = np.array([normal_width(TOPIC, name) for name in names])
    return correlate(independent, centre, width, value(SYMPTOMS, "change_correlation"))


def profile(relief: Relief, months: Float, unknowns: SymptomUnknowns) -> Float:
    """How much of the effect is there: (n, m), 0 at the start, 1 when grown.

    Without ``lasts_months`` it stays; with it and without ``fades_months`` it ends at once.
    """
    grown = np.asarray(natural.rise(months, _drawn(relief.onset_months, unknowns)))
    if relief.lasts_months is None:
        return grown
    over = np.clip(months[None, :] - _drawn(relief.lasts_months, unknowns)[:, None], 0.0, None)
    if relief.fades_months is None:
        return grown * (over == 0)
    return np.asarray(grown * np.exp(-over / _drawn(relief.fades_months, unknowns)[:, None]))


def adherence_of(patient: Patients, unknowns: SymptomUnknowns) -> Float:
    """Share of a programme that the patient follows, (n,): as given, else drawn."""
    if patient.adherence_percent is None:
        return unknowns.modifiers["adherence_share"]
    return np.broadcast_to(np.asarray(patient.adherence_percent) / SCORE_CEILING, (len(unknowns),))


def _known(found: bool | NDArray[np.bool_] | None) -> Float:
    """1 for whoever has a condition, 0 for others and where nobody recorded it; (1,) or (n, 1)."""
    return np.asarray(False if found is None else found, dtype=np.float64)[..., None]


def relief_change(
    reliefs: Sequence[Relief],
    patient: Patients,
    months: Float,
    unknowns: SymptomUnknowns,
    adherence: Float | None = None,
) -> Float:
    """Change of pain and ODI on the endless line: (n, m, 2); negative is better.

    Args:
        reliefs: of one treatment; their changes add up, of those with the same facts only the first counts. One
            that was shown in people with a condition only is left out unless the patient is known to have it.
        patient: scores, conditions and modifiers.
        months: (m,) since the treatment.
        unknowns: the draws.
        adherence: (n,) share of the programme that is followed; from the patient or drawn when None.
    """
    total = np.zeros((len(unknowns), len(months), 2))
    if not reliefs:
        return total
    share = adherence_of(patient, unknowns) if adherence is None else adherence
    scale = np.minimum(patient.scores / typical_patient().scores, 1.0) * modifiers.effect_ratio(patient)[..., None]
    for relief in {(r.pain, r.odi): r for r in reversed(reliefs)}.values():
        shown_in = 1.0 if relief.only_for is None else _known(patient.has(relief.only_for))
        if not np.any(shown_in):
            continue
        size = scale * effect(relief, unknowns)
        if relief.with_adherence:
            size = size * factor(share, unknowns.modifiers["adherence_person_share"])
        lost = [modifiers.not_gained(patient, name, unknowns) for name in (relief.pain, relief.odi)]
        size = shown_in * (size + np.stack(lost, axis=1) * patient.scores)
        total += profile(relief, months, unknowns)[:, :, None] * size[:, None, :]
    return total
