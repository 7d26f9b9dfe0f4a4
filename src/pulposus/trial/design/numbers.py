"""Numbers of a design: plain and finite, within limits that one sentence tells."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from pulposus.forecasting.case_blocks import refuse
from pulposus.forecasting.case_numbers import shown

# YAML reads 1e3 and 2.5e3 as text; everybody means a number.
_EXPONENT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)[eE][+-]?\d{1,3}")


def plain(found: object) -> object:
    """A number written with an exponent as the number that it is; anything else as it stands."""
    return float(found) if isinstance(found, str) and _EXPONENT.fullmatch(found) else found


@dataclass(frozen=True)
class Within:
    """Limits of a number. ``above`` and ``below`` leave ``low`` and ``high`` themselves out; ``whole``: no fraction."""

    low: float | None = None
    high: float | None = None
    above: bool = False
    below: bool = False
    whole: bool = False
    step: str = "correct it"

    @property
    def expected(self) -> str:
        """The limits in words."""
        number = "a whole number" if self.whole else "a number"
        low = None if self.low is None else f"{'above' if self.above else 'from'} {self.low:.10g}"
        high = None if self.high is None else f"{'below' if self.below else 'at most'} {self.high:.10g}"
        if low and high:
            return f"{number} {low} to {high.removeprefix('at most ')}"
        return f"{number} {low or high or ''}".rstrip()

    def read(self, found: object) -> object:
        """The number found, None as None.

        Raises:
            PydanticCustomError: for anything else, and for a number beyond the limits.
        """
        if found is None:
            return None
        number = plain(found)
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            raise refuse(f"found {shown(found)}, expected {self.expected}; {self.step}")
        try:
            value = float(number)
        except OverflowError:
            value = math.inf
        if not math.isfinite(value) or not self._holds(value):
            raise refuse(f"found {shown(found)}, expected {self.expected}; {self.step}")
        return int(value) if self.whole else value

    def _holds(self, value: float) -> bool:
        if self.whole and not value.is_integer():
            return False
        if self.low is not None and (value < self.low or (self.above and value == self.low)):
            return False
        return self.high is None or not (value > self.high or (self.below and value == self.high))

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.read, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        found = handler(schema)
        if self.low is not None:
            found["exclusiveMinimum" if self.above else "minimum"] = self.low
        if self.high is not None:
            found["exclusiveMaximum" if self.below else "maximum"] = self.high
        return found


AS_SHARE = "write a share, such as 0.2 for 20 %"
Number = Annotated[float, Within()]
Whole = Annotated[int, Within(whole=True)]
Share = Annotated[float, Within(0, 1, below=True, step=AS_SHARE)]
"""From 0 to below 1."""
FullShare = Annotated[float, Within(0, 1, step=AS_SHARE)]
"""From 0 to 1."""
Chance = Annotated[float, Within(0, 1, above=True, below=True)]
"""Between 0 and 1, neither of them."""
