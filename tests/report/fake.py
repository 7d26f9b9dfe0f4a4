"""A forecast of the right shape from a seeded generator, so that the report is tested without the physics.

Nothing here is a result: the numbers only look like a forecast.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.reduced import ReducedTopology, build
from pulposus.forecasting.result import DISC_OUTCOMES, Chance, Forecast, Section, TreatmentForecast
from pulposus.imaging.measurement import Quantity

MONTHS = (0.0, 1.0, 3.0, 6.0, 12.0, 24.0)
# key: (name, what is done, group, context, points of pain that any arm like it gains, points that it adds)
ARMS = {
    "natural": ("Natural course", "Nothing is injected.", "no treatment", "natural course", 4, 0),
    "sham": ("Sham injection", "A needle beside the disc, nothing into it.", "no treatment", "sham", 18, 0),
    "saline": (
        "Saline in the disc", "Two mL of salt water into the nucleus.", "injection", "intradiscal saline", 19, 1,
    ),
    "bm_msc": ("Marrow cells", "20 million own marrow cells in 2 mL into the nucleus.", "cells", "sham", 18, 4),
}  # fmt: skip
_SALINE, _PILL = ("intradiscal saline", 19), ("placebo pill", 9)
MANY = {
    "natural": ARMS["natural"],
    "sham": ARMS["sham"],
    "placebo_pill": ("Placebo pill", "A pill without a drug.", "no treatment", *_PILL, 0),
    "exercise": ("Exercise and rehabilitation", "Three months of guided exercise.", "medicine and exercise",
                 "natural course", 4, 9),
    "nsaid": ("Anti-inflammatory pill (NSAID)", "A pill every day.", "medicine and exercise", *_PILL, 3),
    "opioid": ("Opioid", "A strong painkiller every day.", "medicine and exercise", *_PILL, 5),
    "saline": ("Saline into the disc", "Salt water into the nucleus.", "injection", *_SALINE, 0),
    "epidural_steroid": ("Epidural steroid", "A steroid beside the nerve root.", "injection", "sham", 18, 2),
    "intradiscal_steroid": ("Steroid into the disc", "A steroid into the nucleus.", "injection", *_SALINE, 1),
    "hyaluronan": ("Hyaluronan into the disc", "A slippery gel into the nucleus.", "injection", *_SALINE, 0),
    "prp": ("Platelet-rich plasma", "Own platelets into the nucleus.", "injection", *_SALINE, 3),
    "bm_concentrate": ("Marrow concentrate", "Own marrow of the same day.", "cells", *_SALINE, 1),
    "adipose_svf": ("Cells from fat, same day", "Cells washed from own fat.", "cells", *_SALINE, 1),
    "bm_expanded": ("Own marrow cells, grown", "Own cells, grown for weeks.", "cells", *_SALINE, 2),
    "adipose_expanded": ("Own fat cells, grown", "Own cells, grown for weeks.", "cells", *_SALINE, 2),
    "bm_msc": ("Marrow-derived cells in saline", "Donor cells in salt water.", "cells", *_SALINE, 3),
    "bm_msc_hyaluronan": ("Marrow-derived cells in hyaluronan", "Donor cells in a gel.", "cells", *_SALINE, 4),
    "bm_msc_hydrogel": ("Marrow-derived cells in a hydrogel", "Donor cells in a setting gel.", "cells", *_SALINE, 3),
    "bm_msc_scaffold": ("Marrow-derived cells in a scaffold", "Donor cells in a sponge.", "cells", *_SALINE, 2),
    "bm_msc_prp": ("Marrow-derived cells with platelet-rich plasma", "Donor cells in platelets.", "cells", *_SALINE, 5),
    "bvna": ("Basivertebral nerve ablation", "Heat on the nerve of the vertebra.", "surgery", "sham", 18, 12),
    "discectomy": ("Discectomy", "A herniated piece is taken out.", "surgery", "natural course", 4, 16),
    "fusion": ("Fusion", "Two vertebrae are joined.", "surgery", "natural course", 4, 14),
}  # fmt: skip
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


Arm = tuple[str, str, str, str, float, float]


def forecast(
    *, levels: tuple[str, ...] = ("L4/5",), seed: int = 3, draws: int = 64, arms: Mapping[str, Arm] = ARMS
) -> Forecast:
    """A fake forecast of four treatments, or of other ``arms``; every level but the last of several is untreated."""
    rng = np.random.default_rng(seed)
    person = rng.standard_normal(draws)
    start_pain, start_odi = 62.0 + 0 * person, 41.0 + 0 * person
    ramp = 1 - np.exp(-np.array(MONTHS) / 3.0)
    noise = 3 * rng.standard_normal((draws, len(MONTHS))) * (np.array(MONTHS) > 0)
    treatments, pain_of = [], {}
    treated = levels[-1:]
    for key, (name, what, group, context, size, effect) in arms.items():
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
        cells = group == "cells"
        share = 0.4 + 0.6 * (sum(map(ord, key)) % 11) / 10 if key != "bm_msc" else 1.0  # of the dose that lives
        moves = {"injection": 0.6, "cells": 1.5, "surgery": -4.0}.get(group, -1.0)
        beside = key == "sham" or (group == "injection" and context == "sham")  # the needle stays out of the disc
        moves = -1.0 if beside or (not cells and len(arms) == len(ARMS)) else moves * share
        discs = {}
        for k, level in enumerate(levels):
            values = {}
            for outcome in DISC_OUTCOMES:
                end = _END.get(outcome, 0.5)
                drift = 0.01 * (moves if level in treated else -1.0) * end * ramp[None, :] * (1 + 0.5 * person[:, None])
                spread = np.random.default_rng([seed, k, len(outcome)]).standard_normal(draws) * 0.06 * max(end, 0.01)
                values[outcome] = end + drift + spread[:, None]
            dose = 18.0 * share * np.exp(-np.array(MONTHS) / 5) * (np.array(MONTHS) > 0) * cells * (level in treated)
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
                sections={lv: section(name, 2.5 * share * cells * (lv in treated), 4.6) for lv in levels},
                group=group,
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
        failures=(), seed=seed, draws=draws, facts_used=("injection",),
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
