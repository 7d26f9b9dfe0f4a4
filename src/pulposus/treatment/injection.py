"""What happens at the needle: pressure by volume and tear, how much goes in, what leaks, what stays.

    pressure = E(Dallas) V, capped;   leak = logistic((pressure - P_leak) / s);   stays = (1 - leak) retention

Elastance falls from 43 psi/mL in an intact disc to 7 in one torn through (PMC2729819): 2 mL would be 86 psi in the
former, beyond the 50 psi at which protocols stop, so less goes in; a torn disc takes it and leaks. A solid scaffold
is laid through an opening and not pressed in: no pressure, no cap, and its retention alone says what stays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from pulposus.errors import InputError
from pulposus.library import sample, value
from pulposus.treatment.carrier import CarrierDraws
from pulposus.units import MPA_PER_PSI, PER_MILLION, UM3_PER_ML

Float = NDArray[np.float64]
Int = NDArray[np.int64]
TOPIC = "injection"
DALLAS = (0, 1, 2, 3, 4, 4 + 1)  # grades of the modified Dallas scale: intact to torn through


@dataclass(frozen=True)
class Injected:
    """One injection into n draws of a disc, arrays (n,)."""

    dallas: Int
    """Grade of the annulus's tear, 0 to 5."""
    pressure_MPa: Float
    """Above opening, at the end of the injection; 0 for a solid."""
    capped: NDArray[np.bool_]
    """Whether the protocol's cap on pressure stopped the injection."""
    volume_in_mL: Float
    """What went in."""
    leak_share: Float
    """Share that pressure drives out again through the tear or the needle's track."""
    retained_share: Float
    """Share of the cells that went in which stay."""
    volume_kept_mL: Float
    """What of the volume does not leak."""


def draw_dallas(grade: Int, n: int, seed: int) -> Int:
    """Dallas grade of each draw given its Pfirrmann grade, (n,)."""
    mean = np.array([_mean_dallas(int(one)) for one in grade])
    return np.clip(np.rint(mean + sample(TOPIC, "dallas_spread", n, seed)), DALLAS[0], DALLAS[-1]).astype(np.int64)


def elastance_psi_mL(dallas: Int, n: int, seed: int) -> Float:
    """Rise of pressure per volume, (n,); one rank of softness per person across grades of tear."""
    by_grade = np.stack([sample(TOPIC, f"elastance_dallas_{grade}_psi_mL", n, seed) for grade in DALLAS])
    # One rank for all grades: a person whose discs are stiff has stiff ones at every grade.
    rank = np.argsort(np.argsort(sample(TOPIC, "elastance_dallas_0_psi_mL", n, seed)))
    ranked = np.sort(by_grade, axis=1)[:, rank]
    return np.maximum(ranked[dallas, np.arange(n)], value(TOPIC, "elastance_least_psi_mL"))


def leak_pressure_psi(dallas: Int, n: int, seed: int) -> Float:
    """Pressure at which half leaks, (n,): from that of an intact annulus to that of one torn through.

    A tear that does not reach the outer third holds nearly as well as none, hence the power of the grade.
    """
    intact, torn = (sample(TOPIC, f"leak_pressure_{end}_psi", n, seed) for end in ("intact", "torn"))
    return intact * (torn / intact) ** ((dallas / DALLAS[-1]) ** value(TOPIC, "leak_pressure_power"))


def inject(
    *, grade: Int, volume_mL: float, carrier: CarrierDraws, n: int, seed: int, dallas: int | None = None
) -> Injected:
    """Inject ``volume_mL`` into n draws of a disc of the given Pfirrmann grades (n,).

    Args:
        grade: Pfirrmann grade of each draw, (n,).
        volume_mL: what the syringe holds.
        carrier: draws of the carrier, (n,).
        n: draws.
        seed: of the named random streams.
        dallas: grade of the tear where somebody looked; drawn from the grade when None.

    Raises:
        InputError: when the volume is beyond what a disc of this grade can take.
    """
    check_volume(volume_mL, grade, dallas)
    torn = draw_dallas(grade, n, seed) if dallas is None else np.full(n, dallas, dtype=np.int64)
    stiffness = elastance_psi_mL(torn, n, seed)
    cap = value(TOPIC, "pressure_cap_psi")
    if carrier.liquid:
        goes_in = np.minimum(volume_mL, cap / stiffness)
        pressure = stiffness * goes_in
        step = sample(TOPIC, "leak_pressure_step_psi", n, seed)
        leak = expit((pressure - leak_pressure_psi(torn, n, seed)) / step)
    else:
        goes_in, pressure, leak = np.full(n, float(volume_mL)), np.zeros(n), np.zeros(n)
    return Injected(
        dallas=torn,
        pressure_MPa=pressure * MPA_PER_PSI,
        capped=goes_in < volume_mL,
        volume_in_mL=goes_in,
        leak_share=leak,
        retained_share=(1 - leak) * carrier.retention,
        volume_kept_mL=goes_in * (1 - leak),
    )


def largest_volume_mL(dallas: float) -> float:
    """Volume that may be asked for at a tear of a Dallas grade: a stated multiple of what brings it to the cap."""
    usual = [value(TOPIC, f"elastance_dallas_{grade}_psi_mL") for grade in DALLAS]
    elastance = float(np.interp(dallas, DALLAS, usual))
    return value(TOPIC, "largest_volume_factor") * value(TOPIC, "pressure_cap_psi") / elastance


def check_volume(volume_mL: float, grade: Int, dallas: int | None = None) -> None:
    """Refuse a volume far beyond what a disc of this grade can take.

    Raises:
        InputError: naming the largest volume.
    """
    if not volume_mL > 0:
        raise InputError(f"volume_mL: found {volume_mL:g}, expected more than 0 mL; trials gave 1 to 3 mL.")
    torn = [float(dallas)] if dallas is not None else [_mean_dallas(int(one)) for one in np.unique(grade)]
    largest = max(largest_volume_mL(one) for one in torn)
    if volume_mL > largest:
        where = f"Dallas grade {dallas}" if dallas is not None else f"Pfirrmann grade {np.max(grade)}"
        usual = largest / value(TOPIC, "largest_volume_factor")
        raise InputError(
            f"volume_mL: found {volume_mL:g}, more than a disc of {where} can take: it reaches the "
            f"{value(TOPIC, 'pressure_cap_psi'):g} psi at which protocols stop near {usual:.1f} mL; give up to "
            f"{largest:.1f} mL (trials gave 1 to 3 mL)."
        )


def _mean_dallas(grade: int) -> float:
    low, high = value(TOPIC, "dallas_at_grade_1"), value(TOPIC, "dallas_at_grade_5")
    return low + (high - low) * (grade - 1) / 4


def largest_dose_1e6(volume_mL: float, *, fresh: bool = False) -> float:
    """Cells that fill the share of a volume that still flows, millions: small blood cells if fresh, else grown ones."""
    diameter_um = value(TOPIC, "nucleated_cell_diameter_um" if fresh else "cell_diameter_um")
    cell_um3 = 4 / 3 * np.pi * (diameter_um / 2) ** 3
    return float(value(TOPIC, "packing_share") * UM3_PER_ML / cell_um3 * volume_mL / PER_MILLION)


def check_dose(dose_1e6: float, volume_mL: float, *, fresh: bool = False) -> None:
    """Refuse more cells than fit into the volume and still flow.

    Raises:
        InputError: naming the largest dose.
    """
    largest = largest_dose_1e6(volume_mL, fresh=fresh)
    if dose_1e6 > largest:
        kind = "nucleated cells of a fresh harvest" if fresh else "grown cells"
        raise InputError(
            f"dose_1e6: found {dose_1e6:g} million {kind}, which do not fit into {volume_mL:g} mL and still flow; give "
            f"up to {largest:.0f} million, or more volume."
        )
