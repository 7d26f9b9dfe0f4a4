"""What one sourced fact is, and what makes it acceptable."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Spread = Literal["none", "sd", "range", "log_sd", "uniform", "log_uniform"]


def web_address(doi: str | None, pmid: str | None, url: str | None) -> str:
    """The best address of a work: its DOI, then PubMed, then its page; empty where there is none."""
    if doi:
        return f"https://doi.org/{doi}"
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else url or ""


class Source(BaseModel):
    """Where a number comes from. ``key`` names it in BibTeX; an analyst prior says why it is what it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[A-Za-z0-9_:\-]+$")
    citation: str = Field(min_length=5)
    doi: str | None = Field(default=None, pattern=r"^10\.\d{4,9}/\S+$")
    pmid: str | None = Field(default=None, pattern=r"^\d+$")
    url: str | None = Field(default=None, pattern=r"^https?://")
    kind: Literal["paper", "registry", "data", "standard", "repository", "analyst prior"] = "paper"
    why: str | None = None

    @property
    def address(self) -> str:
        """The best web address it has; an analyst prior has none."""
        return web_address(self.doi, self.pmid, self.url)

    @model_validator(mode="after")
    def _must_be_findable(self) -> Source:
        if self.kind == "analyst prior":
            if not self.why or len(self.why) < 20:
                raise ValueError(f"source {self.key}: an analyst prior must say why (field 'why')")
        elif not (self.doi or self.pmid or self.url):
            raise ValueError(f"source {self.key}: give a doi, a pmid or a url")
        return self


class Fact(BaseModel):
    """One number: value, unit, spread, population and source.

    ``spread_kind`` says how to read ``spread``: ``sd`` and ``log_sd`` take one number; ``range``, ``uniform``
    and ``log_uniform`` take [low, high]; ``none`` takes nothing (a definition or a physical constant).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    value: float
    unit: str
    spread_kind: Spread
    spread: float | tuple[float, float] | None = None
    population: str = Field(min_length=3)
    source: str
    note: str | None = None

    @model_validator(mode="after")
    def _spread_fits_its_kind(self) -> Fact:
        if self.spread_kind == "none":
            good = self.spread is None
        elif self.spread_kind in ("sd", "log_sd"):
            good = isinstance(self.spread, float) and self.spread >= 0
        else:
            good = isinstance(self.spread, tuple) and self.spread[0] <= self.spread[1]
        if not good:
            raise ValueError(f"spread {self.spread!r} does not fit spread_kind {self.spread_kind!r}")
        return self


class FactFile(BaseModel):
    """One library file: a topic, its sources, its facts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    topic: str
    sources: list[Source]
    facts: dict[str, Fact]
