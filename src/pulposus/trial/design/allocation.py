"""How people are shared out between the arms."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm


def people_of(shares: Sequence[float], patients: int) -> tuple[int, ...]:
    """People of each arm by its share; what is left over goes to the largest remainders, the first of equals."""
    total = sum(shares)
    exact = [patients * share / total for share in shares]
    whole = [int(x) for x in exact]
    order = sorted(range(len(exact)), key=lambda i: whole[i] - exact[i])
    for i in order[: patients - sum(whole)]:
        whole[i] += 1
    return tuple(whole)


def smallest_block(shares: Sequence[float]) -> int:
    """Smallest number of people in which every arm stands exactly by its share, as the shares are written."""
    parts = [Fraction(str(share)) for share in shares]
    common = lcm(*(part.denominator for part in parts))
    whole = [int(part * common) for part in parts]
    return sum(whole) // gcd(*whole)
