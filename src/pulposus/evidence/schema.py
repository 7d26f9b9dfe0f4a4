"""One study as a file: its arms, what was measured in each, where each number was read.

Two scales of disc grade stay apart: ``pfirrmann`` has five grades, ``modified_pfirrmann`` eight. Pain and ODI are on
0 to 100, a fall is negative. A study file says of every number where it was read; a number that nobody has seen has no
place here.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, Strict

from pulposus.library.schema import web_address
from pulposus.treatment.cell_source import CellClass
from pulposus.treatment.schema import Context

Design = Literal["randomised", "controlled, not randomised", "single arm", "meta-analysis"]
Blinding = Literal["double blind", "open label", "unclear"]
Use = Literal["calibrate", "check", "context"]
"""``calibrate``: its numbers may enter the likelihood; ``check``: forecast beside it only (too doubtful or too unlike);
``context``: cited, never computed with."""
Measure = Literal[
    "pain", "odi", "responders", "pfirrmann", "modified_pfirrmann", "t2_ms", "height_percent", "volume_percent",
    "grade_improved", "surgery", "second_injection", "opioid_free", "composite",
]  # fmt: skip
Statistic = Literal["mean", "change", "percent_change", "share"]
Role = Literal["control", "treatment"]
Kind = Literal["primary text", "registry", "review table", "company", "news", "derived"]
ProductClass = Literal[CellClass, "platelet-rich plasma", "gel", "dye", "steroid"]
Carrier = Literal[
    "saline", "hyaluronan", "fibrin", "hydrogel", "solid_scaffold", "platelet lysate", "viscous carrier", "plasma",
    "none",
]  # fmt: skip
"""The first five are carriers of the library."""
MEASURES: tuple[str, ...] = get_args(Measure)
# A yes, or a number in quotes, is not a number.
Number = Annotated[float, Strict()]
Count = Annotated[int, Strict()]


class Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Reference(Block):
    """The work that reported the study."""

    text: str = Field(min_length=4)
    year: Count
    doi: str | None = Field(default=None, pattern=r"^10\.\d{4,9}/\S+$")
    pmid: str | None = Field(default=None, pattern=r"^\d+$")
    url: str | None = Field(default=None, pattern=r"^https?://")


class Threshold(Block):
    """A fall of one score that counts: by points, by per cent of the start, or to a level; all that are given hold."""

    points: Number | None = None
    percent: Number | None = None
    to_at_most: Number | None = None


class Definition(Block):
    """Who counts as a responder. With both scores given, ``combine`` says whether both or either must hold."""

    pain: Threshold | None = None
    odi: Threshold | None = None
    combine: Literal["and", "or"] = "and"


class Product(Block):
    """What was injected, for arms with cells, plasma or gel. None: not stated in what was read."""

    product_class: ProductClass
    donor: Literal["own", "donor"] | None = None
    dose_1e6_per_disc: Number | None = None
    colonies_per_mL: Number | None = None
    volume_mL: Number | None = None
    carrier: Carrier | None = None


class Outcome(Block):
    """One number of one arm at one visit. ``n`` is who contributed, where that differs from the arm."""

    month: Number = Field(ge=0)
    measure: Measure
    statistic: Statistic
    value: Number
    sd: Number | None = None
    """Of the final score for ``mean``, of the change for ``change``."""
    n: Count | None = Field(default=None, ge=1)
    definition: Definition | None = None
    words: str | None = None
    """The definition or the measure as printed, where numbers do not say all."""
    read_in: str
    """Key of ``sources``."""
    use: Use | None = None
    """Where it differs from that of the study."""


class Event(Block):
    """Harm counted in people."""

    what: str
    count: Count = Field(ge=0)
    of: Count = Field(ge=1)
    months: Number | None = None
    read_in: str


class Arm(Block):
    """People who were treated alike."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    role: Role
    treatment: str
    """Key of the library's treatment where there is one, else a plain name such as methylene_blue."""
    setting: Context
    """The control arm whose context it shares: what happens to everybody in it apart from what is tested. Cells in the
    disc share that of saline in the disc, also where the trial compared them with a sham beside it."""
    n: Count | None = Field(default=None, ge=1)
    """Analysed or randomised people; None: not seen."""
    n_assumed: Count | None = Field(default=None, ge=1)
    """For weighing where ``n`` was not seen; ``note`` says why."""
    product: Product | None = None
    outcomes: tuple[Outcome, ...] = ()
    events: tuple[Event, ...] = ()
    note: str | None = None

    @property
    def people(self) -> int | None:
        """People to weigh it by."""
        return self.n if self.n is not None else self.n_assumed


class Contrast(Block):
    """A difference between two arms where the arms' own numbers were not printed; negative favours ``arm``."""

    arm: str
    control: str
    month: Number | None = Field(default=None, ge=0)
    """None: a review that pools visits."""
    measure: Measure
    difference: Number
    ci95: tuple[Number, Number] | None = None
    unit: Literal["points", "SMD", "odds ratio", "risk ratio", "share"] = "points"
    n: Count | None = Field(default=None, ge=1)
    words: str | None = None
    """The measure as printed, where it is not the one that the name says."""
    read_in: str
    use: Use | None = None


class Quality(Block):
    """How far its numbers can be believed: A to C, and why."""

    grade: Literal["A", "B", "C"]
    why: str = Field(min_length=4)


class Finding(Block):
    """A result in words only, where no number was printed or read; ``direction`` makes it countable by rules."""

    measure: Measure
    direction: Literal["better", "no difference", "worse", "improved within arm", "unchanged within arm"]
    words: str
    arm: str | None = None
    month: Number | None = None
    read_in: str


class Population(Block):
    """Who took part; None: not seen."""

    condition: str
    age_y: Number | None = None
    female_share: Number | None = None
    duration_months: Number | None = None
    pain_0_100: Number | None = None
    odi_0_100: Number | None = None
    modic_only: bool = False
    root_compression: bool = False


class Study(Block):
    """One study. Reports of the same people name the first as ``same_people_as`` and are not counted again."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    reference: Reference
    sources: dict[str, tuple[Kind, str]]
    """Where numbers were read: kind and URL (or DOI), by short key."""
    registry: tuple[str, ...] = ()
    design: Design
    blinding: Blinding
    quality: Quality
    use: Use
    why_use: str | None = None
    same_people_as: str | None = None
    population: Population
    arms: tuple[Arm, ...] = ()
    contrasts: tuple[Contrast, ...] = ()
    findings: tuple[Finding, ...] = ()
    note: str | None = None

    @property
    def address(self) -> str:
        """The best web address that is known: DOI, PubMed, the work's own, or a page where a number was read."""
        work = self.reference
        read_in = next((place for _, place in self.sources.values() if place.startswith("http")), "")
        return web_address(work.doi, work.pmid, work.url) or read_in

    def arm(self, key: str) -> Arm:
        """One arm by key."""
        return next(arm for arm in self.arms if arm.key == key)

    def use_of(self, number: Outcome | Contrast) -> Use:
        """How one of its numbers may be used."""
        return number.use or self.use

    @property
    def controlled(self) -> bool:
        """Whether it has a control arm, randomised or not."""
        return self.design in ("randomised", "controlled, not randomised")
