"""Pain and ODI of one patient under several treatments, draw by draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.symptoms.context import SETTINGS, Setting, latent_course
from pulposus.symptoms.gains import carrier_change, cells_gain
from pulposus.symptoms.mechanism import latent_effect
from pulposus.symptoms.noise import visit_error_sd, visit_errors
from pulposus.symptoms.patient import SymptomPatient
from pulposus.symptoms.products import Product
from pulposus.symptoms.relief import relief_change
from pulposus.symptoms.scale import OUTCOMES, score, split
from pulposus.symptoms.unknowns import SymptomUnknowns, draw_unknowns
from pulposus.treatment.schema import Relief

Float = NDArray[np.float64]


@dataclass(frozen=True)
class TreatmentSymptoms:
    """One treatment. ``outcomes`` has the eight symptom columns of a forecast, each (n, m), of the true score;
    ``observed`` has pain_0_100 and odi_0_100 as a questionnaire would read them; ``line`` (n, m, 2) is the true score
    before floor and ceiling, to which a reading's error adds."""

    setting: Setting
    outcomes: dict[str, Float]
    observed: dict[str, Float]
    line: Float


@dataclass(frozen=True)
class SymptomDraws:
    """All treatments of one patient; draw i is the same person, trial and visit noise in each of them."""

    patient: SymptomPatient
    months: Float  # (m,)
    treatments: dict[str, TreatmentSymptoms]
    error_sd: Float  # (n, m, 2), measurement error of a visit


def simulate(
    patient: SymptomPatient,
    months: Float,
    n: int,
    seed: int,
    settings: Mapping[str, Setting],
    signals: Mapping[str, Float] | None = None,
    reliefs: Mapping[str, tuple[Relief, ...]] | None = None,
    products: Mapping[str, Product] | None = None,
    *,
    reference_signal: float | None = None,
    unknowns: SymptomUnknowns | None = None,
) -> SymptomDraws:
    """Draw the course of pain and ODI for each treatment.

    Args:
        patient: scores as given today, and the duration of pain.
        months: (m,) visits, 0 or more; month 0 is the score as given.
        n: draws.
        seed: of the named random streams.
        settings: by treatment, the control arm whose context it shares.
        signals: by treatment, the relative reduction (n, m) of the pain driver against the same disc under that
            control arm; a treatment without a signal adds nothing through the disc.
        reliefs: by treatment, its effects on the person that do not go through the disc (``Treatment.relief``).
        products: by treatment, the class of its cells and its carrier, which trials may set apart.
        reference_signal: of a typical trial patient at 12 months; the library's when None.
        unknowns: drawn from the seed when None; given by whoever holds some of them fixed (one trial's arms).

    Raises:
        InputError: naming the argument that is wrong.
    """
    months = _checked_months(months)
    signals = {} if signals is None else signals
    if n < 2:
        raise InputError(f"draws is {n}; give at least 2.")
    unknowns = draw_unknowns(n, seed) if unknowns is None else unknowns
    if len(unknowns) != n:
        raise InputError(f"unknowns hold {len(unknowns)} draws; give as many as draws, {n}.")
    reliefs = {} if reliefs is None else reliefs
    products = {} if products is None else products
    for given, keys in (("signals", set(signals)), ("reliefs", set(reliefs)), ("products", set(products))):
        stray = sorted(keys - set(settings))
        if stray:
            raise InputError(f"{given} name treatment '{stray[0]}', which settings do not have; add its setting.")
    courses: dict[Setting, Float] = {}
    errors = visit_errors(months, unknowns, seed)
    treated = (months > 0)[None, :, None]  # the score of month 0 was given before any treatment
    treatments: dict[str, TreatmentSymptoms] = {}
    for key, setting in settings.items():
        if setting not in SETTINGS:
            raise InputError(f"setting of treatment '{key}' is '{setting}'; give one of {', '.join(SETTINGS)}.")
        if setting not in courses:
            courses[setting] = latent_course(setting, patient, months, unknowns)
        signal = _checked_signal(key, signals.get(key), (n, len(months)))
        product = products.get(key, Product(None, None))
        disc = latent_effect(signal, cells_gain(product, unknowns), reference_signal) * treated
        relief = relief_change(reliefs.get(key, ()), patient, months, unknowns) * treated
        beside = relief + carrier_change(product, months, unknowns) * treated
        treatments[key] = _treatment(setting, courses[setting], disc, beside, errors, patient)
    return SymptomDraws(patient, months, treatments, visit_error_sd(months, unknowns))


def _treatment(
    setting: Setting, course: Float, disc: Float, relief: Float, errors: Float, patient: SymptomPatient
) -> TreatmentSymptoms:
    """Parts of one treatment. What the disc gives is counted first, so that the relief's part is the difference."""
    true, context, mechanism = split(course, disc + relief, patient.scores)
    _, _, through_disc = split(course, disc, patient.scores)
    line = course + disc + relief
    read = score(line + errors)
    outcomes: dict[str, Float] = {}
    observed: dict[str, Float] = {}
    for i, name in enumerate(OUTCOMES):
        outcomes[f"{name}_0_100"] = true[:, :, i]
        outcomes[f"{name}_context"] = context[:, :, i]
        outcomes[f"{name}_mechanism"] = mechanism[:, :, i]
        outcomes[f"{name}_through_disc"] = through_disc[:, :, i]
        observed[f"{name}_0_100"] = read[:, :, i]
    return TreatmentSymptoms(setting, outcomes, observed, line)


def _checked_months(months: Float) -> Float:
    months = np.asarray(months, dtype=np.float64)
    if months.ndim != 1 or not len(months) or not np.all(np.isfinite(months)) or np.any(months < 0):
        raise InputError(f"months are {months.tolist()}; give a list of visits, each 0 or more months.")
    return months


def _checked_signal(key: str, signal: Float | None, shape: tuple[int, int]) -> Float:
    if signal is None:
        return np.zeros(shape)
    signal = np.asarray(signal, dtype=np.float64)
    if signal.shape != shape:
        raise InputError(f"signal of treatment '{key}' has shape {signal.shape}; expected draws by months, {shape}.")
    if not np.all(np.isfinite(signal)):
        raise InputError(f"signal of treatment '{key}' is not finite in some draws; leave failed draws out.")
    return signal
