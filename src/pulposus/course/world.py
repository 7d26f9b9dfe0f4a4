"""Everything drawn about one disc before anything is done to it: shape, tissue, materials, loads, rates."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.biology.parameters import BiologyParameters, sample_parameters
from pulposus.disc import reduced
from pulposus.disc.composition import sample_tissue
from pulposus.disc.reduced import ReducedMesh, ReducedTopology
from pulposus.disc.shape import DiscShape, reduced_inputs
from pulposus.disc.tissue import Tissue
from pulposus.library import sample, value
from pulposus.library.sample import seed_of
from pulposus.mechanics import MechanicsParameters
from pulposus.mechanics import sample_parameters as sample_mechanics
from pulposus.transport import Boundary, TransportParameters
from pulposus.transport import sample_boundary as sample_supply
from pulposus.transport import sample_parameters as sample_transport
from pulposus.units import HOURS_PER_DAY

Float = NDArray[np.float64]
# Argument of the death law -> its fact.
DEATH_FACTS = {
    "starving_per_day": "death_without_glucose_per_day",
    "critical_glucose_mM": "critical_glucose_mM",
    "acid_per_day": "death_in_acid_per_day",
    "critical_pH": "critical_pH",
    "acid_pH": "acid_culture_pH",
}
FACT_TOPICS = (
    "biology",
    "carriers",
    "composition",
    "geometry",
    "harvest",
    "injection",
    "loading",
    "mechanics",
    "transport",
    "treatment",
)


@dataclass(frozen=True)
class World:
    """One disc of one patient as ``draws`` possible discs; arrays lead with (draws,)."""

    draws: int
    seed: int
    grade: NDArray[np.int64]
    measured_mesh: ReducedMesh
    """As the image shows it: swollen, under the supine load."""
    measured_tissue: Tissue
    mechanics: MechanicsParameters
    transport: TransportParameters
    boundary: Boundary
    death: dict[str, Float]
    """Arguments of the death law, each (draws, 1, 1) so that it broadcasts over the nodes."""
    biology: BiologyParameters
    age_y: float | Float
    """Of the person; (draws,) where every draw is another person's disc."""
    dallas: int | None
    """Dallas grade of the annulus's tear where somebody looked; else each injection draws it from the grade."""
    modic: float | Float
    """Probability of Modic change beside this disc at the start; (draws,) where every draw is another person's."""
    adherence: Float
    """Share of a programme that the person follows, (draws,)."""
    supine_load_MPa: Float
    day_load_MPa: Float
    """Mean axial stress of the loading day."""
    day_height_loss: Float
    """How much flatter the mean shape of the day is than the scanned one, as a share of height; may be negative."""


def draw_grades(probabilities: tuple[float, ...], n: int, seed: int) -> NDArray[np.int64]:
    """Pfirrmann grades 1 to 5, (n,): as many of each as the probabilities say, in random order."""
    edges = np.cumsum(np.asarray(probabilities) / np.sum(probabilities))
    u = (np.random.default_rng([seed_of("geometry", "grade", seed), n]).permutation(n) + 1 / 2) / n
    return np.minimum(np.searchsorted(edges, u), len(edges) - 1) + 1


def disc_seed(seed: int, level: str) -> int:
    """Seed of what is drawn for one disc alone: its size, grade and composition."""
    return zlib.crc32(f"{seed}/{level}".encode())


def day_load_MPa() -> float:
    """Mean axial stress over the standard day."""
    hours = value("loading", "active_hours_per_day")
    active, rest = value("loading", "active_load_MPa"), value("loading", "rest_load_MPa")
    return (hours * active + (HOURS_PER_DAY - hours) * rest) / HOURS_PER_DAY


def draw_world(
    shape: DiscShape,
    grade_probabilities: tuple[float, ...],
    *,
    age_y: float,
    draws: int,
    seed: int,
    dallas: int | None = None,
    modic: float | None = None,
    adherence: Float | None = None,
    bistable: bool = False,
) -> World:
    """Draw everything that is unknown about one disc.

    Args:
        shape: size and form, from numbers or from an image.
        grade_probabilities: of Pfirrmann grades 1 to 5.
        age_y: of the person.
        draws: possible discs.
        seed: of all random streams.
        dallas: grade of the annulus's tear, 0 to 5, where known.
        modic: probability of Modic change beside it; the published prevalence when None.
        adherence: share of a programme that is followed, (draws,); all of it when None.
        bistable: lets the catabolic index feed itself, the alternative structure of inflammation.

    Raises:
        InputError: when the shape leaves no disc between its endplates.
    """
    # What belongs to the person (rates, supply, biology) is the same draw in every disc of hers; what belongs to the
    # disc (size, grade, composition) is drawn for each level apart.
    own = disc_seed(seed, shape.level)
    grade = draw_grades(grade_probabilities, draws, own)
    mesh = reduced.build(ReducedTopology(), **reduced_inputs(shape, draws, own))
    return World(
        draws=draws,
        seed=seed,
        grade=grade,
        measured_mesh=mesh,
        measured_tissue=sample_tissue(mesh, grade=grade, age_y=age_y, n=draws, seed=own),
        mechanics=sample_mechanics(draws, seed),
        transport=sample_transport(draws, seed, grade=grade),
        boundary=sample_supply(draws, seed),
        death={
            name: sample("transport", fact, draws, seed, low=0.0)[:, None, None] for name, fact in DEATH_FACTS.items()
        },
        biology=sample_parameters(draws, seed, grade=grade, age_y=age_y, bistable=bistable),
        age_y=age_y,
        dallas=dallas,
        modic=value("biology", "modic_prevalence") if modic is None else modic,
        adherence=np.ones(draws) if adherence is None else adherence,
        supine_load_MPa=sample("loading", "supine_load_MPa", draws, seed),
        day_load_MPa=np.full(draws, day_load_MPa()),
        day_height_loss=sample("loading", "diurnal_height_loss", draws, seed, low=0.0)
        * sample("loading", "day_mean_from_scan", draws, seed),
    )
