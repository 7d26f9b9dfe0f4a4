"""A whole design, and what makes it one: parts that are each possible and fit each other."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from pulposus.forecasting.case_blocks import Block
from pulposus.treatment.schema import CONTROL_OF
from pulposus.trial.design.allocation import people_of, smallest_block
from pulposus.trial.design.arms import Arm
from pulposus.trial.design.endpoints import Endpoint
from pulposus.trial.design.events import Events
from pulposus.trial.design.explore import Explore
from pulposus.trial.design.fits import check, enough
from pulposus.trial.design.limits import MOST_BLOCK, MOST_PATIENTS
from pulposus.trial.design.names import Readable
from pulposus.trial.design.numbers import Number, Within
from pulposus.trial.design.people import PopulationInput
from pulposus.trial.design.testing import Adaptation, Looks, Testing

SEED = Within(0, 2**31, whole=True)
"""Limits of the seed, in a design and where the command gives another."""


class Size(Block):
    """How much is computed. Larger numbers are surer and take longer."""

    replicates: Annotated[int, Within(2, 100_000, whole=True)] = 1000
    """Times that the trial is run, each in another world that the evidence leaves possible."""
    null_replicates: Annotated[int, Within(0, 100_000, whole=True)] = 1000
    """Times that it is run with treatments that do nothing beyond their control arm."""
    fixed_replicates: Annotated[int, Within(0, 100_000, whole=True)] = 1000
    """Times that it is run in the middle world, for power as protocols state it."""
    cohort: Annotated[int, Within(50, 1_000_000, whole=True)] = 4000
    """Eligible people with a course under every arm, from whom every trial enrols."""
    worlds: Annotated[int, Within(10, 10_000, whole=True)] = 200
    """Worlds over which expected effects of subgroups and limits are averaged."""
    discs: Annotated[int, Within(16, 20_000, whole=True)] = 128
    """Discs solved in full, from which the disc's response is emulated."""
    check_discs: Annotated[int, Within(16, 5_000, whole=True)] = 64
    """Further discs solved in full, beside which the emulator is judged."""


class Design(Block):
    """Everything that a run needs; the same design gives the same results."""

    pulposus_trial: Literal[1] = Field(alias="pulposus_trial")
    """Version of this format: 1."""
    name: Annotated[str, Readable(3, 120)]
    """Of the trial, for the report."""
    question: Annotated[str, Readable(0, 1000)] = ""
    """What the trial is to show, for the report."""
    population: PopulationInput = PopulationInput()
    """From whom the trial enrols; everybody when left out."""
    patients: Annotated[int, Within(4, MOST_PATIENTS, whole=True)]
    """Randomised people, all arms together."""
    arms: tuple[Arm, ...]
    """Two or more."""
    control: str
    """Key of the arm beside which the others are judged."""
    blinding: Literal["double blind", "open label"] = "double blind"
    """double blind, or open label."""
    visits_months: tuple[Number, ...]
    """After the start, rising."""
    endpoints: tuple[Endpoint, ...]
    """What is measured, when, and how it is analysed."""
    primary: tuple[str, ...]
    """Keys of the primary endpoints."""
    events: Events = Events()
    """What comes between: drop-out, rescue, crossover, operation."""
    testing: Testing = Testing()
    """What counts as shown."""
    looks: Looks | None = None
    """Analyses on the way; none when left out."""
    adaptation: Adaptation | None = None
    """What may change at the first look; nothing when left out."""
    enrolled_per_month: Annotated[float, Within(0, 10_000, above=True)] = 10.0
    """For how long the trial takes and how many are on the way at a look."""
    block: Annotated[int, Within(0, MOST_BLOCK, whole=True)] = 0
    """People in a block of the randomisation; twice what the shares need when 0."""
    size: Size = Size()
    """How much is computed."""
    explore: Explore = Explore()
    """What else is asked of the people and arms."""
    without_trial: str | None = None
    """Key of a controlled trial of the evidence that the calibration has not seen, for running it again."""
    seed: Annotated[int, SEED] = 0
    """Another seed gives other people and other chances."""

    @model_validator(mode="after")
    def _fits(self) -> Design:
        check(self)
        return self

    @property
    def arm_keys(self) -> tuple[str, ...]:
        """Keys of the arms in their order."""
        return tuple(arm.key for arm in self.arms)

    @property
    def active(self) -> tuple[str, ...]:
        """Keys of all arms but the control."""
        return tuple(key for key in self.arm_keys if key != self.control)

    @property
    def arms_in_order(self) -> tuple[str, ...]:
        """Keys of all arms, the control first: the numbers that arms have in analyses."""
        return (self.control, *self.active)

    def arm(self, key: str) -> Arm:
        """One arm."""
        return next(arm for arm in self.arms if arm.key == key)

    def endpoint(self, key: str) -> Endpoint:
        """One endpoint."""
        return next(one for one in self.endpoints if one.key == key)

    @property
    def main(self) -> Endpoint:
        """The first primary endpoint."""
        return self.endpoint(self.primary[0])

    @property
    def timed(self) -> tuple[Endpoint, ...]:
        """Endpoints that are the time to an event."""
        return tuple(one for one in self.endpoints if one.kind == "time")

    def hypotheses(self) -> tuple[str, ...]:
        """What is tested, endpoint/arm."""
        return self.testing.hypotheses or tuple(f"{key}/{arm}" for key in self.primary for arm in self.active)

    def people_of_arms(self, patients: int) -> tuple[int, ...]:
        """People of each arm in a trial of this size, by shares; what is left over goes to the largest remainders."""
        return people_of([arm.share for arm in self.arms], patients)

    @property
    def smallest_block(self) -> int:
        """Smallest number of people in which the arms stand exactly by their shares."""
        return smallest_block([arm.share for arm in self.arms])

    @property
    def block_people(self) -> int:
        """People in one block of the randomisation."""
        return self.block or 2 * self.smallest_block

    @property
    def sizes(self) -> tuple[int, ...]:
        """Sizes of the trial at which its chance of success is told, rising, the planned one among them; that one alone
        where the trial sets its size itself."""
        if self.adaptation:
            return (self.patients,)
        quarter = self.patients / 4
        usual = [round(quarter * times) for times in (1, 2, 3, 4, 6, 8)]
        fitting = [size for size in usual if size <= self.size.cohort and enough(self, size)]
        return tuple(sorted({*(self.explore.patients or fitting), self.patients}))

    @property
    def largest(self) -> int:
        """People of the largest trial that is run, grown at its look or to show the chance of success by size."""
        people = self.adaptation.people if self.adaptation else None
        return max(*self.sizes, round(self.patients * (people.largest if people else 1)))

    @property
    def controls(self) -> dict[str, str]:
        """By arm, the treatment of the library whose context it shares."""
        return {arm.key: CONTROL_OF[arm.what().context] for arm in self.arms}

    def kept(self) -> dict[str, Any]:
        """The design as data, every default written out; the user's own files are named by what they hold."""
        data = self.model_dump(mode="json", by_alias=True)
        data["population"]["table"] = self.population.kept_as
        for arm, one in zip(self.arms, data["arms"], strict=True):
            one["treatment"] = arm.kept_as(arm.treatment)
            one["with"] = [arm.kept_as(key) for key in arm.with_]
        return data

    def canonical(self) -> str:
        """The design as text in one order, for its fingerprint; JSON, and so YAML too."""
        return json.dumps(self.kept(), sort_keys=True, indent=1, ensure_ascii=False)

    @property
    def fingerprint(self) -> str:
        """Equal for equal designs, wherever their files lie and however they are written."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()
