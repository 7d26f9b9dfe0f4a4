"""Which trials form the network of a measure: all treatments of the base, control arms by their setting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from pulposus.evidence.meta.borrow import Lender, lender
from pulposus.evidence.meta.families import families, first_with
from pulposus.evidence.meta.gathered import CALIBRATE, LeftOut, Visit, left_out, months, usable, visit, words
from pulposus.evidence.meta.network.blocks import Block, NodeArm, from_arms, from_difference
from pulposus.evidence.meta.printed import NOTE, printed, variance
from pulposus.evidence.meta.scores import Score, change, final
from pulposus.evidence.schema import Measure, Study, Use


@dataclass(frozen=True)
class Trials:
    """Trials of a network, and those left out."""

    blocks: tuple[Block, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True)
class _Reader:
    """What is read from a trial: a measure, at which visits, from numbers of which use."""

    measure: Measure
    within: Visit
    uses: Sequence[Use]
    lending: Lender

    def block(self, study: Study) -> Block | None:
        """What a trial gives, None where no two of its treatments can be compared."""
        for read in (change, final):
            chosen = self._longest(study, read)
            if len({study.arm(score.arm).treatment for score in chosen}) > 1:
                return _from_scores(study, chosen)
        return self._as_printed(study)

    def _longest(self, study: Study, read: Callable[..., Score | None]) -> list[Score]:
        """Scores of the visit at which most arms have one, the last of such visits."""
        _, low, high = self.within
        visits = {m for arm in study.arms for m in months(usable(study, arm, self.measure, self.uses))}
        best: list[Score] = []
        for month in sorted(m for m in visits if low <= m <= high):
            lent = [self.lending.lend(read(study, arm, self.measure, month, self.uses)) for arm in study.arms]
            there = [score for score in lent if score is not None]
            best = there if len(there) >= len(best) else best
        return best

    def _as_printed(self, study: Study) -> Block | None:
        _, low, high = self.within
        fitting = [
            (c.month, c)
            for c in printed(study, self.measure, self.uses)
            if c.month is not None and low <= c.month <= high
            and study.arm(c.arm).treatment != study.arm(c.control).treatment
        ]  # fmt: skip
        if not fitting:
            return None
        month, last = max(fitting, key=lambda pair: pair[0])
        arm, control = study.arm(last.arm), study.arm(last.control)
        notes = (f"month {month:g}", NOTE)
        people = (control.people, arm.people)
        return from_difference(
            study.key, arm.treatment, control.treatment, last.difference, variance(last), people, notes
        )


def trials(
    studies: Sequence[Study], measure: Measure, within: Visit | None = None, uses: Sequence[Use] = CALIBRATE
) -> Trials:
    """Controlled trials of pain or ODI in points: of the visits of a network the last one at which most arms were
    seen."""
    reader = _Reader(measure, visit("network_month") if within is None else within, uses, lender(studies, measure))
    blocks: list[Block] = []
    missing: list[LeftOut] = []
    for family in families(study for study in studies if study.controlled):
        found = first_with(family, reader.block)
        if found is None:
            lack = f"no {words(measure)} in numbers that compares two treatments"
            missing.append(left_out(family[0], measure, uses, partial(str, lack)))
        else:
            blocks.append(found)
    return Trials(tuple(blocks), tuple(missing))


def _from_scores(study: Study, scores: Sequence[Score]) -> Block:
    arms = [
        NodeArm(study.arm(score.arm).treatment, score.value, score.sd**2 / score.people, score.people)
        for score in scores
        if score.sd is not None
    ]
    notes = dict.fromkeys(note for score in scores for note in score.notes)
    return from_arms(study.key, arms, (f"month {scores[0].month:g}", *notes))
