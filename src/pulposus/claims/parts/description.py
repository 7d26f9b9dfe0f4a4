"""Parts that describe: how studies do it, what trials examine, how people were before a treatment."""

from __future__ import annotations

import math

from pulposus.claims import sources, words
from pulposus.claims.base import Base
from pulposus.claims.result import Number, PartResult, Record
from pulposus.claims.rules.intervals import RULE, Item, beyond
from pulposus.claims.rules.practice import RULE as PRACTICE_RULE
from pulposus.claims.rules.practice import practice
from pulposus.claims.schema import Practice, Product, Screening, Start
from pulposus.claims.views import has
from pulposus.eligibility import questions
from pulposus.eligibility.schema import Criteria
from pulposus.evidence.meta.families import families
from pulposus.evidence.meta.gathered import CALIBRATE, usable
from pulposus.evidence.meta.labels import short_name
from pulposus.evidence.schema import Arm, Study


def of_practice(part: Practice, base: Base) -> PartResult:
    """In how many studies people got such a product."""
    groups = [family[0] for family in families(s for s in base.studies if s.design != "meta-analysis")]
    any_donor = Product(classes=part.product.classes)
    every = [study for study in groups if any(has(arm, any_donor) for arm in study.arms)]
    did = [study for study in every if any(has(arm, part.product) for arm in study.arms)]
    ruling = practice(len(did), base.least)
    of = f"{len(did)} of {len(every)} studies of such products"
    return PartResult(
        asked=part,
        verdict=None if part.beside else ruling.verdict,
        rule=PRACTICE_RULE.format(least=base.least),
        because=ruling.because,
        finding=f"{len(did) or 'none'} of {len(every)} studies did it so",
        change=ruling.change,
        numbers=(Number(f"studies that did it so, of {len(every)}", len(did), "studies", "practice", note=of),),
        records=tuple(_doer(study, part) for study in did),
    )


def _doer(study: Study, part: Practice) -> Record:
    arms = [arm for arm in study.arms if has(arm, part.product)]
    got = sorted(
        {f"{arm.product.donor or 'origin not stated'}, {arm.product.product_class}" for arm in arms if arm.product}
    )
    return sources.of_study(study, "; ".join(got), set(), moves=not part.beside)


def of_screening(part: Screening, base: Base) -> PartResult:
    """How many trials have a criterion that only an examination or an image answers: those about a disc."""
    about_disc = {key for key, question in questions().items() if question.about == "disc"}
    asking = [one for one in base.criteria if about_disc & {criterion.field for criterion in one.criteria}]
    ruling = practice(len(asking), base.least, "trials")
    return PartResult(
        asked=part,
        verdict=None if part.beside else ruling.verdict,
        rule=PRACTICE_RULE.format(least=base.least),
        because=ruling.because,
        finding=f"{len(asking)} of {len(base.criteria)} trials decide by an image of the disc",
        change=ruling.change,
        numbers=(
            Number(f"trials that ask it, of {len(base.criteria)}", len(asking), "trials", "practice"),
            Number("criteria that were read, all trials", sum(len(c.criteria) for c in base.criteria), "", "practice"),
        ),
        records=tuple(_trial(one, about_disc, moves=not part.beside) for one in asking),
    )


def _trial(criteria: Criteria, about_disc: set[str], *, moves: bool) -> Record:
    asked = [criterion.words for criterion in criteria.criteria if criterion.field in about_disc]
    source = criteria.sources[0]
    citation, address = f"{criteria.name}: {source.citation}", source.address
    said = "; ".join(asked)
    return Record(f"trial_{criteria.key}", criteria.name, citation, address, said, "registry", moves=moves)


def of_start(part: Start, base: Base) -> PartResult:
    """Mean scores of randomised arms before a treatment, with the interval of the mean."""
    limit = base.limit(part.at_least)
    told = [
        (study, arm, mean)
        for study in (family[0] for family in families(s for s in base.studies if s.design == "randomised"))
        for arm in study.arms
        if arm.treatment == part.treatment
        for mean in [_before(study, arm, part)]
        if mean is not None
    ]
    ruling = beyond([item for _, _, item in told], limit, reached=True)
    unit = words.UNITS[part.measure]
    name = words.measure_name(part.measure)
    values = sorted(item.value for _, _, item in told)
    finding = f"they began at {words.span(values[0], values[-1])} {unit}" if told else "no trial tells how they began"
    return PartResult(
        asked=part,
        verdict=None if part.beside else ruling.verdict,
        rule=RULE.format(limit=f"{words.plain(limit)} {unit}"),
        because=ruling.because,
        finding=finding,
        change=ruling.change,
        numbers=(
            *(
                Number(f"{name} before, {short_name(study)}", i.value, unit, "controlled trials", i.low, i.high)
                for study, _, i in told
            ),
            Number(f"{name} from which it counts", limit, unit, "limit"),
        ),
        records=tuple(
            sources.of_study(
                study, f"{arm.n} people began at {words.plain(item.value)} {unit}",
                {o.read_in for o in arm.outcomes if o.month == 0 and o.measure == part.measure}, moves=not part.beside,
            )
            for study, arm, item in told
        ),
    )  # fmt: skip


def _before(study: Study, arm: Arm, part: Start) -> Item | None:
    told = [o for o in usable(study, arm, part.measure, CALIBRATE) if o.month == 0 and o.statistic == "mean"]
    if not told or told[0].sd is None or arm.n is None:
        return None
    half = 1.96 * told[0].sd / math.sqrt(arm.n)
    return Item(told[0].value, told[0].value - half, told[0].value + half)
