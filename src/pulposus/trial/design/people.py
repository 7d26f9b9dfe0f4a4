"""Who may take part: published people or a table of one's own, and the rules that let them in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, PrivateAttr, ValidationInfo, model_validator

from pulposus.eligibility.load import questions, trials
from pulposus.eligibility.schema import Criterion, Question, Rule, Value
from pulposus.forecasting.case_blocks import Block, refuse
from pulposus.forecasting.case_numbers import shown
from pulposus.trial.design.limits import MOST_RULES
from pulposus.trial.design.names import few, unknown
from pulposus.trial.design.numbers import Number, plain
from pulposus.trial.design.own_files import TABLE_ENDINGS, from_folder, kept_as, sha256_of

LARGEST = 1e9
"""Limits beyond this are slips; nothing that is asked of a person comes near."""
QUESTIONS_PAGE, CRITERIA_PAGE = "docs/case.md", "docs/eligibility.md"
"""Where the questions are listed, and the trials whose criteria were read."""
RULES_OF: dict[str, tuple[str, ...]] = {
    "number": ("at_least", "at_most", "above", "below", "between"),
    "yes or no": ("must_be", "must_not"),
    "choice": ("one_of",),
}


def _known_trial(found: object) -> object:
    known = [criteria.key for criteria in trials()]
    if found is None or found in known:
        return found
    raise refuse(unknown(found, known, what="the key of a trial's criteria, one of ", page=CRITERIA_PAGE))


def known_field(found: object) -> str:
    """A key of a question of the criteria; an unknown one is refused with the nearest."""
    if isinstance(found, str) and found in questions():
        return found
    raise refuse(unknown(found, questions(), what="a question of the criteria, one of ", page=QUESTIONS_PAGE))


def _value(found: object) -> object:
    """A limit as it is written, numbers as numbers; a yes or a mapping is none."""
    if isinstance(found, (list, tuple)):
        items = [plain(item) for item in found]
        if items and all(isinstance(item, (int, float)) and not isinstance(item, bool) for item in items):
            if len(items) == 2 and all(abs(item) < LARGEST for item in items):  # type: ignore[arg-type]
                return tuple(float(item) for item in items)  # type: ignore[arg-type]
        elif items and all(isinstance(item, str) for item in items):
            return tuple(items)
    else:
        item = plain(found)
        if item is None or isinstance(item, str):
            return item
        if isinstance(item, (int, float)) and not isinstance(item, bool) and abs(item) < LARGEST:
            return float(item)
    raise refuse(f"found {shown(found)}, expected a number, [low, high] or a list of names; correct it")


class InclusionRule(Block):
    """One rule on one answer; everybody whose answer breaks it is not enrolled."""

    field: Annotated[str, BeforeValidator(known_field)]
    """Key of the question, such as pain_0_100 or modified_pfirrmann."""
    rule: Rule
    """at_least, at_most, above, below, between, one_of, must_be or must_not."""
    value: Annotated[Value, BeforeValidator(_value)] = None
    """Limit, [low, high] or list, in the unit of the question."""
    enrichment: bool = False
    """Whether it is there to enrich the trial by imaging, so that its worth is told first."""

    @model_validator(mode="after")
    def _fits(self) -> InclusionRule:
        question = questions()[self.field]
        fitting = RULES_OF[question.kind]
        if self.rule not in fitting:
            kinds = {"number": "a number", "yes or no": "a yes or a no", "choice": "one of some names"}
            raise refuse(
                f"found '{self.rule}', expected {' or '.join(fitting)} because {self.field} is {kinds[question.kind]}; "
                "take another rule",
                "rule",
            )
        expected = self._lacks(question)
        if expected:
            found = shown(self.value) if not isinstance(self.value, tuple) else f"[{', '.join(map(str, self.value))}]"
            raise refuse(f"found {found}, expected {expected} for {self.rule}; correct it", "value")
        return self

    def _lacks(self, question: Question) -> str:
        """What is expected as a value where another one is given; empty where all is well."""
        value = self.value
        if self.rule in ("must_be", "must_not"):
            return "" if value is None else "no value"
        if self.rule == "between":
            ends = [end for end in value if isinstance(end, float)] if isinstance(value, tuple) else []
            return "" if len(ends) == 2 and ends[0] <= ends[1] else "two numbers [low, high], the low one first,"
        if self.rule == "one_of":
            good = isinstance(value, tuple) and set(value) <= set(question.options)
            return "" if good else f"a list of some of {', '.join(question.options)}"
        return "" if isinstance(value, float) else "one number"

    @property
    def stated(self) -> dict[str, object]:
        """What the design states of the rule, as ``trial.people.rules.criteria_of`` takes it."""
        return {"field": self.field, "rule": self.rule, "value": self.value}

    def criterion(self) -> Criterion:
        """The rule as the criteria of trials state theirs."""
        unit = questions()[self.field].unit
        return Criterion(field=self.field, rule=self.rule, value=self.value, unit=unit, words=self.words)

    @property
    def words(self) -> str:
        """The rule in a few words."""
        question = questions()[self.field]
        if self.rule in ("must_be", "must_not"):
            return f"{question.words}: {'yes' if self.rule == 'must_be' else 'no'}"
        values: tuple[object, ...] = self.value if isinstance(self.value, tuple) else (self.value,)
        joined = " and " if self.rule == "between" else " or "
        shown_values = joined.join(f"{value:g}" if isinstance(value, float) else str(value) for value in values)
        return f"{question.words} {self.rule.replace('_', ' ')} {shown_values}"


def _table(found: object, info: ValidationInfo) -> object:
    if not isinstance(found, (str, Path)):
        return found
    path = from_folder(found, info)
    if not path.is_file():
        raise refuse(
            f"found {shown(str(found), 120)}, which is no file, expected CSV or Parquet; give its path from the folder "
            "of the design"
        )
    if path.suffix.lower() not in TABLE_ENDINGS:
        raise refuse(f"found {shown(str(found), 120)}, expected a file that ends in .csv or .parquet; save it as one")
    return path


class PopulationInput(Block):
    """From whom the trial enrols."""

    table: Annotated[Path | None, BeforeValidator(_table)] = None
    """CSV or Parquet with one row per person instead of drawn people; columns as in docs/population.md."""
    criteria: Annotated[str | None, BeforeValidator(_known_trial)] = None
    """Key of a trial whose registered criteria are applied (docs/eligibility.md names them)."""
    rules: tuple[InclusionRule, ...] = ()
    """Rules of this trial, on top of those criteria."""
    treated_levels: Number = 1
    """Painful discs that are treated; 1."""
    _sha256: str = PrivateAttr(default="")

    @model_validator(mode="after")
    def _is_possible(self) -> PopulationInput:
        if self.treated_levels != 1:
            raise refuse(
                f"found {self.treated_levels:g}, expected 1: virtual trials treat one disc of each person; remove it",
                "treated_levels",
            )
        few(self.rules, MOST_RULES, "rules", "the worth of each is told by leaving it out")
        for place, rule in enumerate(self.rules):
            if rule in self.rules[:place]:
                raise refuse(f"found the rule '{rule.words}' twice, expected it once; remove one", f"rules.{place}")
        if self.table is not None:
            try:
                self._sha256 = sha256_of(self.table)
            except OSError as error:
                raise refuse(f"found a file that cannot be read ({error.strerror}); check it", "table") from None
        return self

    @property
    def sha256(self) -> str:
        """SHA-256 of the table as it was when the design was read; empty without one."""
        return self._sha256

    @property
    def kept_as(self) -> str | None:
        """How a kept design names the table: by where its copy lies."""
        return None if self.table is None else kept_as(self._sha256, self.table.name)
