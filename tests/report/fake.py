"""A forecast of the right shape from a seeded generator, so that the report is tested without the physics.

Nothing here is a result: the numbers only look like a forecast.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.reduced import ReducedTopology, build
from pulposus.forecasting.result import DISC_OUTCOMES, Chance, Forecast, Section, TreatmentForecast
from pulposus.imaging.measurement import Quantity

MONTHS = (0.0, 1.0, 3.0, 6.0, 12.0, 24.0)
ARMS = {
    "natural": (
        "Natural course",
        "Nothing is injected; the usual care goes on.",
        "natural course",
        4,
        0.0,
    ),
    "sham": ("Sham injection", "A needle beside the disc, nothing into it.", "sham", 18, 0.0),
    "saline": (
        "Saline in the disc",
        "Two millilitres of salt water into the nucleus.",
        "intradiscal saline",
        19,
        1.0,
    ),
    "bm_msc": (
        "Marrow cells",
        "20 million own marrow cells in 2 mL into the nucleus.",
        "sham",
        18,
        4.0,
    ),
}
_END = {"height_mm": 8.6, "water_fraction": 0.74, "native_cells_1e6_mL": 3.1, "injected_cells_1e6": 0.0,
        "glucose_min_mM": 0.9, "ph_min": 6.9, "oxygen_min_kPa": 0.6, "catabolic_index": 1.0, "gag_relative": 1.0,
        "pressure_MPa": 0.42}  # fmt: skip


def section(treatment: str, cells: float, half_height: float) -> Section:
    """A section on the real reduced mesh with smooth fields."""
    topology, one = ReducedTopology(), np.ones(1)
    mesh = build(
        topology, radius_mm=23 * one, mid_height_mm=2 * half_height * one, rim_height_mm=1.6 * half_height * one,
        nucleus_radius_fraction=0.66 * one, inner_annulus_fraction=0.5 * one, endplate_mm=0.6 * one,
    )  # fmt: skip
    r, z = mesh.nodes_mm[0, ..., 0], mesh.nodes_mm[0, ..., 1]
    r = r + 1.2 * (r / r.max()) ** 6 * (1 - (z / z.max()) ** 2)  # bulge
    depth = (z / z[:, -1:]) ** 2
    glucose = 0.7 - 0.02 * cells + (3.4 - 0.7) * np.maximum(depth, (r / r.max()) ** 4)
    rc, zc = (r[1:, 1:] + r[:-1, :-1]) / 2, (z[1:, 1:] + z[:-1, :-1]) / 2
    region = topology.region()
    native = np.where(region == 0, 3.4, np.where(region == 3, 11.0, 7.5)) * (0.8 + 0.2 * (zc / zc.max()) ** 2)
    injected = cells * np.exp(-((rc / 7) ** 2)) * (region == 0) * (0.3 + 0.7 * (zc / zc.max()) ** 2)
    return Section(
        r_mm=r, z_mm=z, glucose_mM=glucose, oxygen_kPa=glucose * 1.6, lactate_mM=6 - glucose, ph=6.7 + glucose / 9,
        native_cells_1e6_mL=native, injected_cells_1e6_mL=injected, region=region, month=12.0, treatment=treatment,
    )  # fmt: skip


def _chance(hits: NDArray[np.bool_]) -> Chance:
    p = float(hits.mean())
    return Chance(p, float(np.sqrt(p * (1 - p) / len(hits))), len(hits))


def disc_inputs(height: float) -> dict[str, object]:
    """Measures of one disc in the kinds the report must understand."""
    return {
        "anterior_height_mm": Quantity(height + 1.5),
        "middle_height_mm": Quantity(height + 0.4),
        "posterior_height_mm": Quantity(height - 1.8),
        "mean_height_mm": height,
        "disc_height_index": Quantity(0.27),
        "depth_mm": {"value": 36.2, "status": "flagged", "note": "reaches a face of the grid"},
        "width_mm": {"value": None, "status": "not covered", "note": "outside the imaged slab"},
        "wedge_deg": 6.1,
        "volume_cm3": None,
        "disc_csf_ratio": Quantity(0.31),
        "grade_probabilities": (0.02, 0.21, 0.58, 0.17, 0.02),
    }


def forecast(*, levels: tuple[str, ...] = ("L4/5",), seed: int = 3, draws: int = 64) -> Forecast:
    """A fake forecast of four treatments; every level but the last of several is untreated."""
    rng = np.random.default_rng(seed)
    person = rng.standard_normal(draws)
    start_pain, start_odi = 62.0 + 0 * person, 41.0 + 0 * person
    ramp = 1 - np.exp(-np.array(MONTHS) / 3.0)
    noise = 3 * rng.standard_normal((draws, len(MONTHS))) * (np.array(MONTHS) > 0)
    treatments, pain_of = [], {}
    treated = levels[-1:]
    for key, (name, what, context, size, effect) in ARMS.items():
        mean = -size + 14 * person
        pain_context = mean[:, None] * ramp + noise
        mechanism = (-effect + 0.8 * effect * rng.standard_normal(draws))[:, None] * ramp * (effect > 0)
        pain = np.clip(start_pain[:, None] + pain_context + mechanism, 0, 100)
        odi = np.clip(start_odi[:, None] + 0.6 * (pain_context + mechanism), 0, 100)
        pain_of[key] = pain
        symptoms = {
            "pain_0_100": pain, "odi_0_100": odi, "pain_context": pain_context, "pain_mechanism": mechanism,
            "odi_context": 0.6 * pain_context, "odi_mechanism": 0.6 * mechanism,
        }  # fmt: skip
        gain, beyond = pain[:, :1] - pain, pain_of.get("sham", pain) - pain
        odi_gain = 0.6 * (pain[:, :1] - pain)
        chances = {
            "pain gain >= 15": tuple(_chance(gain[:, m] >= 15) for m in range(len(MONTHS))),
            "odi gain >= 10": tuple(_chance(odi_gain[:, m] >= 10) for m in range(len(MONTHS))),
            "pain gain >= 15 beyond sham": tuple(_chance(beyond[:, m] >= 15) for m in range(len(MONTHS))),
            "odi gain >= 10 beyond sham": tuple(_chance(0.6 * beyond[:, m] >= 10) for m in range(len(MONTHS))),
            "pain worse >= 15": tuple(_chance(gain[:, m] <= -15) for m in range(len(MONTHS))),
            "odi worse >= 10": tuple(_chance(odi_gain[:, m] <= -10) for m in range(len(MONTHS))),
        }
        cells = key == "bm_msc"
        discs = {}
        for k, level in enumerate(levels):
            values = {}
            for outcome in DISC_OUTCOMES:
                end = _END[outcome]
                drift = (-0.01 if not cells else 0.015) * end * ramp * (level in treated or not cells)
                spread = np.random.default_rng([seed, k, len(outcome)]).standard_normal(draws) * 0.06 * max(end, 0.01)
                values[outcome] = end + drift[None, :] + spread[:, None]
            dose = 18.0 * np.exp(-np.array(MONTHS) / 5) * (np.array(MONTHS) > 0) * cells * (level in treated)
            values["injected_cells_1e6"] = dose * np.exp(0.5 * person)[:, None]
            discs[level] = values
        treatments.append(
            TreatmentForecast(
                key,
                name,
                what,
                context,
                symptoms,
                discs,
                chances,
                notes=("The dose of 20 million is the one of a sham-controlled trial.",) if cells else (),
                sections={lv: section(name, 2.5 * cells * (lv in treated), 4.6) for lv in levels},
            )
        )
    return Forecast(
        patient={
            "age_y": 45, "sex": "F", "pain_0_100": 62, "odi_0_100": 41, "duration_months": 18, "smoker": False,
        },
        assumed=("pain_0_100", "odi_0_100", "patient.duration_months", "L4/5.wedge_deg"),
        months=MONTHS, levels=levels, treated_levels=treated,
        disc_inputs={level: disc_inputs(9.0 - 0.4 * i) for i, level in enumerate(levels)},
        treatments=tuple(treatments),
        unknowns=(
            "How many injected cells stay in the disc was never measured in people; the draws span 5 to 60 %.",
            "Whether marrow cells turn down pain signals in human discs is not known; the prior includes no effect.",
            "Trials differ widely in how much people gain after a sham injection; the draws carry that spread.",
        ),
        failures=(), seed=seed, draws=draws, facts_used=("procedure_risks",),
        attribution="Disc measures: SPIDER patient 045, van der Graaf et al. 2024, CC BY 4.0",
    )  # fmt: skip


def with_patient(base: Forecast, **fields: object) -> Forecast:
    """The same forecast with other patient fields."""
    return replace(base, patient={**base.patient, **fields})


def png(width: int = 320, height: int = 480, text: str = "") -> bytes:
    """A small grey PNG, with a text chunk when ``text`` is given."""
    row = np.linspace(20, 220, width, dtype=np.uint8).tobytes()
    raw = b"".join(b"\x00" + row for _ in range(height))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    parts = [chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))]
    if text:
        parts.append(chunk(b"tEXt", b"PatientName\x00" + text.encode("latin-1")))
    parts += [chunk(b"IDAT", zlib.compress(raw)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
