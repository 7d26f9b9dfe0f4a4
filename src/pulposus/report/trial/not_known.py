"""What a virtual trial cannot know, and which published methods it rests on."""

from __future__ import annotations

from pulposus.listing import listing
from pulposus.report.sources import Reference
from pulposus.trial.answers.unit import name_of
from pulposus.trial.conduct.truth import crossover_counts
from pulposus.trial.design import Design

ALWAYS = (
    "The people are drawn, not enrolled: what nobody has published about how their traits go together is assumed, "
    "and a site that recruits others gets another trial.",
    "The worlds are those that the evidence leaves possible under this model. A mechanism that is not in the model, "
    "good or bad, is in none of them.",
    "A control arm behaves as control arms of published trials did. Expectation in a trial that is watched by the "
    "press or paid by the participants may not.",
    "Harm is not weighed here: a success is a success of the endpoint.",
)
_OPEN = (
    "Open label: that people and doctors know the arm is modelled only as far as published open trials show it in "
    "their control arms.",
)
_NO_CROSSOVER = "People of the control arm are offered nothing until the last visit; many trials do offer it."


_CROSSED = (
    "Crossover, which the control arm alone is offered, counts as a failure or ends the scores of {}: arms that do the "
    "same differ there too, so findings without an effect are no false claims and intervals have no truth to hold."
)


def not_known(design: Design, told: tuple[str, ...]) -> tuple[str, ...]:
    """Sentences, those of the run (``told``) first."""
    found = [*told, *ALWAYS]
    if design.blinding == "open label":
        found += _OPEN
    if design.events.crossover is None:
        found.append(_NO_CROSSOVER)
    moved = [name_of(one) for one in design.endpoints if crossover_counts(design, one)]
    if moved:
        found.append(_CROSSED.format(listing(moved)))
    return tuple(dict.fromkeys(found))


def _doi(key: str, citation: str, doi: str) -> Reference:
    return Reference(key, citation, f"https://doi.org/{doi}", f"doi:{doi}")


ASSURANCE = _doi(
    "ohagan_2005",
    "O'Hagan A, Stevens JW, Campbell MJ. Assurance in clinical trial design. Pharm Stat 2005;4:187-201",
    "10.1002/pst.175",
)
EXACT = _doi(
    "clopper_1934",
    "Clopper CJ, Pearson ES. The use of confidence or fiducial limits illustrated in the case of the binomial. "
    "Biometrika 1934;26:404-413",
    "10.1093/biomet/26.4.404",
)
COVARIATE = _doi(
    "borm_2007",
    "Borm GF, Fransen J, Lemmens WAJG. A simple sample size formula for analysis of covariance in randomized clinical "
    "trials. J Clin Epidemiol 2007;60:1234-1238",
    "10.1016/j.jclinepi.2007.02.006",
)
KENWARD = _doi(
    "kenward_1997",
    "Kenward MG, Roger JH. Small sample inference for fixed effects from restricted maximum likelihood. Biometrics "
    "1997;53:983-997",
    "10.2307/2533558",
)
KAPLAN = _doi(
    "kaplan_1958",
    "Kaplan EL, Meier P. Nonparametric estimation from incomplete observations. J Am Stat Assoc 1958;53:457-481",
    "10.1080/01621459.1958.10501452",
)
HOCHBERG = _doi(
    "hochberg_1988",
    "Hochberg Y. A sharper Bonferroni procedure for multiple tests of significance. Biometrika 1988;75:800-802",
    "10.1093/biomet/75.4.800",
)
GRAPHS = _doi(
    "bretz_2009",
    "Bretz F, Maurer W, Brannath W, Posch M. A graphical approach to sequentially rejective multiple test procedures. "
    "Stat Med 2009;28:586-604",
    "10.1002/sim.3495",
)
SPENDING = _doi(
    "lan_1983",
    "Lan KKG, DeMets DL. Discrete sequential boundaries for clinical trials. Biometrika 1983;70:659-663",
    "10.1093/biomet/70.3.659",
)
COMBINED = _doi(
    "lehmacher_1999",
    "Lehmacher W, Wassmer G. Adaptive sample size calculations in group sequential trials. Biometrics "
    "1999;55:1286-1290",
    "10.1111/j.0006-341X.1999.01286.x",
)
REFERENCE = _doi(
    "carpenter_2013",
    "Carpenter JR, Roger JH, Kenward MG. Analysis of longitudinal trials with protocol deviation. J Biopharm Stat "
    "2013;23:1352-1371",
    "10.1080/10543406.2013.834911",
)


def methods(design: Design) -> tuple[Reference, ...]:
    """Sources of the methods that this design uses."""
    found = [ASSURANCE, EXACT, COVARIATE]
    if any(one.method == "mmrm" for one in design.endpoints) and design.testing.degrees_of_freedom == "kenward-roger":
        found.append(KENWARD)
    if design.timed:
        found.append(KAPLAN)
    alone = design.looks is None and len(design.hypotheses()) > 1
    if design.testing.multiplicity == "hochberg" and alone:
        found.append(HOCHBERG)
    if design.testing.multiplicity == "graph" and alone:
        found.append(GRAPHS)
    if design.looks is not None:
        found.append(SPENDING)
    if design.adaptation is not None:
        found.append(COMBINED)
    if set(design.events.sensitivity) - {"mar"}:
        found.append(REFERENCE)
    return tuple(sorted(found, key=lambda one: one.key))
