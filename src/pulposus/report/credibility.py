"""The credibility page, and the short section about it in the report of a forecast."""

from __future__ import annotations

from dataclasses import dataclass

import pulposus
from pulposus.credibility import Credibility, assess_all, shipped
from pulposus.credibility.evidence import Category
from pulposus.credibility.factor import factors, sources
from pulposus.credibility.honesty import Honesty
from pulposus.credibility.judgement import Deed, Judgement, deeds, judgements
from pulposus.credibility.risk import GRADES, HIGHEST, Grade, table
from pulposus.report.credibility_views import ContextView, FactorView, Miss, context_view, left_out
from pulposus.report.environment import environment, template_text
from pulposus.report.sources import Reference, reference

# The context of use of whoever reads the report of a forecast.
READING = "reading_report"


@dataclass(frozen=True)
class Page:
    """The whole page as the template needs it."""

    research_only: str
    version: str
    contexts: tuple[ContextView, ...]
    matrix: tuple[tuple[str, tuple[FactorView, ...]], ...]
    kinds: tuple[Category, ...]
    grades: tuple[Grade, ...]
    risks: tuple[tuple[Grade, tuple[int, ...]], ...]
    highest: int
    left_out: tuple[str, ...]
    not_run: tuple[str, ...]
    unsorted: tuple[str, ...]
    other_versions: tuple[str, ...]
    judgements: tuple[Judgement, ...]
    deeds: tuple[Deed, ...]
    references: tuple[Reference, ...]


def page(found: Credibility) -> Page:
    """The page as the template needs it."""
    results = found.results
    views = tuple(context_view(each) for each in found.assessments)
    return Page(
        research_only=pulposus.RESEARCH_ONLY,
        version=results.software.version,
        contexts=views,
        matrix=tuple((each.name, tuple(view.factors[k] for view in views)) for k, each in enumerate(factors())),
        kinds=found.categories,
        grades=GRADES,
        risks=table(),
        highest=HIGHEST,
        left_out=left_out(found.honesty),
        not_run=(*results.verification_missing, *results.validation_missing),
        unsorted=found.unsorted,
        other_versions=tuple(
            f"{name} of version {version or 'unknown'}"
            for name, version in results.versions.items()
            if version != results.software.version
        ),
        judgements=tuple(judgements().values()),
        deeds=tuple(deeds().values()),
        references=tuple(reference(source) for source in sources()),
    )


def render(found: Credibility) -> str:
    """The page as one self-contained HTML text; the same results give the same text."""
    return environment().get_template("credibility.html.j2").render(style=template_text("style.css"), page=page(found))


@dataclass(frozen=True)
class Short:
    """The short section in the report of a forecast."""

    risk: int
    highest: int
    met: int
    whole: int
    question: str
    short_of: tuple[FactorView, ...]
    reached: tuple[FactorView, ...]
    misses: tuple[Miss, ...]
    left_out: tuple[str, ...]
    version: str
    this_version: str


def short(honesty: Honesty | None) -> Short:
    """The short section, from the results that ship with the code; nothing is run. ``honesty`` is from
    ``credibility.left_out.known``."""
    found = assess_all(shipped(), honesty)
    view = context_view(found.of(READING))
    return Short(
        risk=view.risk,
        highest=HIGHEST,
        met=view.met,
        whole=view.whole,
        question=found.of(READING).context.question,
        short_of=tuple(each for each in view.factors if not each.met),
        reached=tuple(each for each in view.factors if each.met),
        misses=view.misses,
        left_out=left_out(honesty),
        version=found.results.software.version,
        this_version=pulposus.__version__,
    )
