"""A counted share with its Monte Carlo error."""

from __future__ import annotations

from dataclasses import dataclass

from pulposus.evidence.aftermath.binomial import exact_interval

PROBABILITY = 0.95


@dataclass(frozen=True)
class Share:
    """``count`` out of ``of``, and the exact 95 % interval of the share (Clopper and Pearson 1934)."""

    count: int
    of: int
    low: float
    high: float

    @classmethod
    def counted(cls, count: int, of: int) -> Share:
        """A share of replicates; of none it may be anything.

        Raises:
            InputError: the count is no count of a share.
        """
        if of == 0 and count == 0:
            return cls(0, 0, 0.0, 1.0)
        return cls(int(count), int(of), *exact_interval(int(count), int(of), PROBABILITY))

    @property
    def value(self) -> float:
        """The share, 0 to 1; NaN of none."""
        return self.count / self.of if self.of else float("nan")
