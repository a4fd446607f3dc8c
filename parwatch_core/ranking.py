"""What an article claims about a unit's rank, and the verdict on the article as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from parwatch_core.topic import TopicHit


class Index(StrEnum):
    """The indices that are told apart. The first three make an administrative-reform ranking."""

    PAR = "PAR"
    SIPAS = "SIPAS"
    QD766 = "766"
    PAPI = "PAPI"
    PCI = "PCI"
    DDCI = "DDCI"
    DTI = "DTI"
    ICT = "ICT"

    @property
    def is_reform(self) -> bool:
        """Whether a rank on this index makes the article a reform-ranking article."""
        return self in (Index.PAR, Index.SIPAS, Index.QD766)


class UnitLevel(StrEnum):
    """Levels of government, under the names that portals use."""

    NATION = "quốc gia"
    MINISTRY = "bộ"
    PROVINCE = "tỉnh"
    DEPARTMENT = "sở"
    DISTRICT = "huyện"
    COMMUNE = "xã"
    OTHER = "khác"


class Salience(StrEnum):
    """How much of the article the ranking is."""

    MAIN = "main"
    SECONDARY = "secondary"
    INCIDENTAL = "incidental"


@dataclass(frozen=True, slots=True)
class RankingClaim:
    """One unit on one index in one year. At least one of `rank` and `score` is there.

    `score` is in `score_unit` ("điểm", "%" or "" where the text gives none); `rank_change` counts places and is
    positive for a rise; `score_change` is in `score_change_unit`. `evidence` occurs verbatim in the title or body.
    `group` is the field that was ranked ("khối huyện", "khối sở, ngành") where the text names one.
    """

    unit: str
    unit_level: UnitLevel
    index: Index
    evidence: str
    province: str | None = None
    year: int | None = None
    rank: int | None = None
    of_total: int | None = None
    score: float | None = None
    score_unit: str = ""
    rank_change: int | None = None
    score_change: float | None = None
    score_change_unit: str = ""
    group: str | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement on one article. `because` lists the evidence in words, so that an error can be understood.

    `topics`: the `[[topic]]` tables that the article is of, which have nothing to do with the rest.
    """

    is_reform_ranking: bool
    claims: tuple[RankingClaim, ...] = ()
    confidence: float = 0.0
    salience: Salience = Salience.INCIDENTAL
    because: tuple[str, ...] = ()
    topics: tuple[TopicHit, ...] = ()
