"""What a statement is as a file: what people are told, what would have to be true, and by which rule it is judged.

A file holds no verdict and no number: limits are names of facts of ``claims.yaml``, records are chosen by what they are
and not by name.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pulposus.evidence.aftermath import Topic
from pulposus.evidence.meta.gathered import BLINDABLE, Comparator
from pulposus.evidence.schema import Carrier, Measure, ProductClass
from pulposus.treatment.schema import Group as TreatmentGroup

Group = Literal[
    "the disc", "today's treatments", "what is done", "how it is said to work", "what it is said to do",
    "what is promised",
]  # fmt: skip


class Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Product(Block):
    """Which injected products are meant; what is left out may be anything. ``classes`` empty means all cells."""

    classes: tuple[ProductClass, ...] = ()
    donor: Literal["own", "donor"] | None = None
    carriers: tuple[Carrier, ...] = ()


class Treatments(Block):
    """Treatments of the library, by group or by key."""

    group: TreatmentGroup | None = None
    keys: tuple[str, ...] = ()


class Asked(Block):
    """One thing that would have to be true. ``name`` stands in a list of parts, ``asks`` completes "whether"."""

    name: str = Field(min_length=3, max_length=60)
    asks: str = Field(min_length=8)
    beside: bool = False
    """Shown beside the others; moves no verdict."""


class Effect(Asked):
    """People with the product against people with a control, in controlled trials."""

    kind: Literal["effect"]
    measure: Measure
    visit: str = "relief_month"
    """Fact: the visit wanted and the range that may stand for it."""
    important: str | None = None
    """Fact: the difference from which it counts; none: any."""
    product: Product = Product()
    against: tuple[Comparator, ...] = BLINDABLE
    against_product: Product | None = None
    """Arms with this product are the control instead, whatever their role."""
    roots: bool = False
    """Only people with a herniation that presses on a nerve root."""


class Reviews(Asked):
    """A treatment against a control, as reviews printed it."""

    kind: Literal["reviews"]
    measure: Literal["pain", "odi"]
    treatment: str
    important: str


class Measured(Asked):
    """Numbers of the library, each a pattern of names: whether they were measured, and on which side of no effect."""

    kind: Literal["measured"]
    topic: str
    names: tuple[str, ...] = Field(min_length=1)
    side: Literal["above", "below"] = "above"
    ratio: bool = False
    """No effect is 1, also where the unit does not say so."""


class Shares(Asked):
    """How many of all people something happens to, against a limit."""

    kind: Literal["shares"]
    count: Literal["events", "responders", "aftermath"]
    rule: Literal["rarer than", "at least"]
    limit: str
    product: Product | None = None
    words: str | None = None
    """Pattern of what an event is called."""
    treatments: Treatments = Treatments()
    topic: Topic | None = None
    others: bool = False
    """Those to whom it does not happen are counted."""


class Practice(Asked):
    """How many studies did it so."""

    kind: Literal["practice"]
    product: Product


class Screening(Asked):
    """How many registered trials ask what an examination or an image tells."""

    kind: Literal["screening"]


class Start(Asked):
    """How people were before a treatment, in randomised trials, against a limit."""

    kind: Literal["start"]
    measure: Literal["pain", "odi"]
    treatment: str
    at_least: str


class Within(Asked):
    """Changes within arms, which are no effect."""

    kind: Literal["within"]
    measure: Literal["pain", "odi", "responders"]
    product: Product = Product()


class Model(Asked):
    """What the fitted model says; ``columns`` are patterns of its parameters."""

    kind: Literal["model"]
    columns: tuple[str, ...]


class Noise(Asked):
    """How often an untreated disc is read better on MRI, by readers' error alone."""

    kind: Literal["noise"]


class Known(Asked):
    """What is known of recovery and harms after treatments."""

    kind: Literal["known"]
    treatments: Treatments
    topics: tuple[Topic, ...]


Part = Annotated[
    Effect | Reviews | Measured | Shares | Practice | Screening | Start | Within | Model | Noise | Known,
    Field(discriminator="kind"),
]
ONLY_BESIDE = ("within", "model", "noise", "known")


class Claim(Block):
    """One statement."""

    id: str = Field(pattern=r"^[A-Z]\d$")
    group: Group
    short: str = Field(min_length=5, max_length=60)
    statement: str = Field(min_length=10)
    """As people are told, in plain words."""
    question: str = Field(pattern=r"\?$")
    """What would have to be true."""
    population: str
    parts: tuple[Part, ...] = Field(min_length=1)
    not_judged: str | None = None
    """What the statement also says and no part covers, and why."""

    @model_validator(mode="after")
    def _can_be_judged(self) -> Claim:
        if all(part.beside for part in self.parts):
            raise ValueError("at least one part must be judged")
        wrong = [part.name for part in self.parts if part.kind in ONLY_BESIDE and not part.beside]
        if wrong:
            raise ValueError(f"part '{wrong[0]}' can only stand beside the others (beside: true)")
        names = [part.name for part in self.parts]
        if len(set(names)) != len(names):
            raise ValueError("two parts have one name")
        return self
