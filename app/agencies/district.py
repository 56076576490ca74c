"""What one district file says: the station with its rules, its members, windows and clients."""

from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.agencies.faults import must_match, refusal
from app.agencies.kinds import Kind, Unit
from app.agencies.powers import Purpose
from app.agencies.registrations import AgencyId, Distinct, EntryId, Registration
from app.agencies.station_rules import StationRules
from app.core.fields import Flag, ShortText

MOST_MEMBERS: Final = 200
STATION: Final = "station"
"""The kind of the platform's own agency id; it is no member of any station."""


class LocalRules(StationRules):
    """The `[rules]` table: a rule that is not known here is a mistake."""

    model_config = ConfigDict(extra="forbid")


class Member(BaseModel):
    """One `[[agencies]]` entry.

    A kind that the competence table knows has its name, units and powers from there; any other
    kind declares its own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Annotated[
        str,
        must_match(
            r"[a-z_]{1,32}",
            "请用小写字母和下划线，例如 police",
            "Use small letters and underscores, such as police",
        ),
    ]
    name_zh: ShortText
    name_en: ShortText
    kind_zh: ShortText | None = None
    kind_en: ShortText | None = None
    purposes: Annotated[tuple[Purpose, ...], Distinct] | None = None
    units: Annotated[tuple[Unit, ...], Field(min_length=1), Distinct] | None = None
    active: Flag = True

    @property
    def is_known(self) -> bool:
        return self.kind in frozenset(Kind)

    @property
    def walls(self) -> tuple[Unit, ...]:
        """The units with a wall between them; only the human-resources bureau has any."""
        return (self.units or tuple(Unit)) if self.kind == Kind.HRSS else ()

    @model_validator(mode="after")
    def _declared(self) -> Self:
        if self.kind == STATION:
            raise refusal("station 由平台保留，请改用其他类型", "station is reserved; use another")
        given = [value is not None for value in (self.kind_zh, self.kind_en, self.purposes)]
        if self.is_known and any(given):
            raise refusal(
                "此类型已有法定名称与职权，请删除 kind_zh、kind_en、purposes",
                "The law settles this kind; remove kind_zh, kind_en and purposes",
            )
        if not self.is_known and not all(given):
            raise refusal(
                "未知类型须写明 kind_zh、kind_en、purposes（没有专属职权时写 []），或更正 kind",
                "A new kind needs kind_zh, kind_en and purposes ([] for none); or correct kind",
            )
        if self.units is not None and not self.walls:
            raise refusal("只有 hrss 分设单位，请删除 units", "Only hrss has units; remove units")
        return self


class Window(BaseModel):
    """One `[[windows]]` entry."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: EntryId
    agency: AgencyId
    name_zh: ShortText
    name_en: ShortText
    address: Annotated[str, Field(max_length=200)] = ""


class District(BaseModel):
    """A whole file; `reading.read` alone makes one whose entries also fit together."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    division: Annotated[
        str,
        must_match(
            r"[1-9][0-9]{5}", "请填写六位行政区划代码", "Give the six digits of the division"
        ),
    ]
    name_zh: ShortText
    name_en: ShortText
    lead_agencies: Annotated[tuple[AgencyId, ...], Field(min_length=1), Distinct]
    rules: LocalRules = LocalRules()
    agencies: Annotated[tuple[Member, ...], Field(min_length=1, max_length=MOST_MEMBERS)]
    windows: tuple[Window, ...] = ()
    clients: tuple[Registration, ...] = ()

    def id_of(self, member: Member) -> str:
        return f"{self.division}-{member.kind}"

    @property
    def members(self) -> dict[str, Member]:
        """The entries by agency id, former members included."""
        return {self.id_of(member): member for member in self.agencies}

    @property
    def platform(self) -> str:
        """The agency id of those who run the platform: never a member, but it may have clients."""
        return f"{self.division}-{STATION}"
