"""Arms: any treatment of the library or of the user's own file, at a dose, with others beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field, PrivateAttr, ValidationInfo, model_validator

from pulposus.errors import InputError
from pulposus.forecasting.case_blocks import Block, known_treatment, refuse
from pulposus.forecasting.case_numbers import checked
from pulposus.treatment import Treatment, combine, load
from pulposus.trial.design.limits import MOST_SHARE
from pulposus.trial.design.names import Key, Readable, once
from pulposus.trial.design.numbers import Number, Within
from pulposus.trial.design.own_files import TREATMENT_ENDINGS, OwnTreatment, from_folder, own_treatment


def given_treatment(
    key: str,
    dose_1e6: float | None,
    volume_mL: float | None,
    with_: tuple[str, ...],
    own: Mapping[str, OwnTreatment] | None = None,
) -> Treatment:
    """A treatment of the library or of a file, with the numbers given in place of its own and others beside it.

    ``own`` holds files that were read before, by path.

    Raises:
        InputError: what cannot be done, in one sentence.
    """

    def found(name: str) -> Treatment:
        return own[name].treatment if own and name in own else load(name)

    treatment = found(key)
    if dose_1e6 is not None:
        treatment = treatment.with_dose(dose_1e6)
    if volume_mL is not None:
        treatment = treatment.with_volume(volume_mL)
    return combine([treatment, *(found(other) for other in with_)])


def _treatment(found: object, info: ValidationInfo) -> object:
    if isinstance(found, str) and found.endswith(TREATMENT_ENDINGS):
        found = str(from_folder(found, info))
    return known_treatment(found)


TreatmentKey = Annotated[str, BeforeValidator(_treatment)]


class Arm(Block):
    """One arm of a trial."""

    key: Key
    """Name of the arm in tables."""
    treatment: TreatmentKey
    """Key of a treatment of the library (`pulposus info` lists them), or the path of your own treatment file."""
    dose_1e6: Number | None = None
    """Living cells injected in each disc, millions, instead of the treatment's own."""
    volume_mL: Number | None = None
    """Volume injected in each disc, mL."""
    with_: tuple[TreatmentKey, ...] = Field(default=(), alias="with")
    """Keys of treatments given together with this one, such as exercise."""
    share: Annotated[float, Within(0, MOST_SHARE)] = 1.0
    """People in this arm for each one in an arm of share 1, above 0 to 20."""
    name: Annotated[str, Readable(1, 80)] | None = None
    """In figures; the treatment's own name when left out."""
    _own: dict[str, OwnTreatment] = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _can_be_done(self) -> Arm:
        for key in (self.treatment, *self.with_):
            if key.endswith(TREATMENT_ENDINGS):
                self._own[key] = own_treatment(key)
        once((self.treatment, *self.with_), "with")
        field = "dose_1e6"
        try:
            given_treatment(self.treatment, self.dose_1e6, None, (), self._own)
            field = "volume_mL"
            if self.volume_mL is not None:
                checked("volume_mL", self.volume_mL)
            given_treatment(self.treatment, None, self.volume_mL, (), self._own)
            field = "with"
            self.what()
        except InputError as error:
            raise refuse(str(error).rstrip("."), field) from None
        return self

    def what(self) -> Treatment:
        """The treatment with everything that this arm changes of it."""
        return given_treatment(self.treatment, self.dose_1e6, self.volume_mL, self.with_, self._own)

    def at_dose(self, dose_1e6: float) -> Treatment:
        """The same arm at another dose.

        Raises:
            InputError: it gives no cells, or the dose lies outside what the model may be asked.
        """
        return given_treatment(self.treatment, dose_1e6, self.volume_mL, self.with_, self._own)

    @property
    def own_files(self) -> tuple[OwnTreatment, ...]:
        """The user's own files that this arm names, in their order."""
        return tuple(self._own[key] for key in (self.treatment, *self.with_) if key in self._own)

    def kept_as(self, treatment: str) -> str:
        """How a kept design names a treatment of this arm: by key, or by where the copy of the file lies."""
        return self._own[treatment].kept_as if treatment in self._own else treatment

    @property
    def words(self) -> str:
        """The arm as figures name it."""
        if self.name:
            return self.name
        said = self.what().name
        return said if self.dose_1e6 is None else f"{said}, {self.dose_1e6:g} million"
