"""What a district file says about one client: whose it is, and the most its tokens may carry."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Final, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.agencies.faults import must_match, refusal
from app.agencies.kinds import Unit
from app.auth.actor import Role
from app.core.fields import Flag, ShortText, Whole

T = TypeVar("T")

PLATFORM_ROLES: Final = frozenset({Role.OPERATOR, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
"""The roles of the platform itself, which carry the agency `{division}-station`."""


class Scope(StrEnum):
    """Every scope that a registration may allow."""

    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"
    REFERRALS_READ = "referrals:read"
    REFERRALS_WRITE = "referrals:write"
    EVIDENCE_READ = "evidence:read"
    EVIDENCE_WRITE = "evidence:write"
    DEADLINES_READ = "deadlines:read"
    DEADLINES_WRITE = "deadlines:write"
    WEBHOOKS_MANAGE = "webhooks:manage"
    EVENTS_READ = "events:read"
    AUDIT_READ = "audit:read"
    SUBJECTS_UNMASK = "subjects:unmask"
    EXPORTS_CREATE = "exports:create"


def _distinct(values: Sequence[T]) -> Sequence[T]:
    if len(set(values)) < len(values):
        raise refusal("有重复的值，请只保留一个", "A value stands here twice; keep it once")
    return values


Distinct = AfterValidator(_distinct)
AgencyId = Annotated[
    str,
    must_match(
        r"[0-9]{6}-[a-z_]{1,32}",
        "请写成“行政区划代码-机关类型”，例如 310120-union",
        "Write division and kind, such as 310120-union",
    ),
]
EntryId = Annotated[
    str,
    must_match(
        r"[0-9]{6}(-[a-z0-9_]{1,32}){1,4}",
        "请以行政区划代码开头，用小写字母、数字和连字符，例如 310120-union-portal",
        "Begin with the division; use small letters, digits and hyphens, as 310120-union-portal",
    ),
]
"""The id of a client or window; beginning with the division keeps districts apart."""
Issuer = Annotated[
    str,
    must_match(
        r"https://[\x21-\x7e]{1,248}",
        "请填写签发方的完整 https 网址，与令牌中的 iss 完全一致",
        "Give the issuer's https URL exactly as its tokens carry it in iss",
    ),
]


class Registration(BaseModel):
    """One `[[clients]]` entry; without units it speaks for an agency without inner walls."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    client_id: EntryId
    agency: AgencyId
    name: ShortText
    issuer: Issuer
    units: Annotated[tuple[Unit, ...], Distinct] = ()
    roles: Annotated[tuple[Role, ...], Field(min_length=1), Distinct]
    scopes: Annotated[tuple[Scope, ...], Distinct]
    clearance: Annotated[Whole, Field(ge=1, le=4)]
    active: Flag = True

    @property
    def is_platform(self) -> bool:
        return not PLATFORM_ROLES.isdisjoint(self.roles)

    @model_validator(mode="after")
    def _separate_duties(self) -> Self:
        if self.is_platform and not PLATFORM_ROLES.issuperset(self.roles):
            raise refusal(
                "平台角色与机关角色不能同属一个客户端，请分开登记",
                "Platform roles and agency roles need separate clients; register two",
            )
        if self.is_platform and set(self.scopes) - {Scope.AUDIT_READ}:
            raise refusal(
                "平台角色不得接触案件，scopes 只能是 audit:read",
                "Platform roles never reach cases; their only scope is audit:read",
            )
        if Role.SYSTEM in self.roles and Scope.SUBJECTS_UNMASK in self.scopes:
            raise refusal(
                "业务系统不得查看未脱敏信息，请去掉 subjects:unmask",
                "A system never sees unmasked fields; remove subjects:unmask",
            )
        return self
