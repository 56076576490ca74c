"""Who may do what, by contract: the one place in the tests that names the rights of a role.

It is the policy written a second time, and read from nothing, so that a row which changes by
mistake is noticed. A right that is meant to change is changed here and in the policy.
"""

from collections.abc import Collection
from typing import Final, NamedTuple

AGENCY_ROLES: Final = ("window", "officer", "lead", "system", "admin", "auditor")
PLATFORM_ROLES: Final = ("operator", "security_admin", "audit_admin")
NEVER: Final = "auditor"
"""A role of every agency that does no casework, whatever else may change."""

ALL: Final = (*AGENCY_ROLES, *PLATFORM_ROLES)
DESK: Final = ("window", "officer", "lead", "system")
CASEWORK: Final = ("officer", "lead", "system")
LEAD: Final = ("lead",)
ADMIN: Final = ("admin",)

PARTY: Final = (
    "originator", "owner", "station", "participant", "sender", "receiver", "holder",
)  # fmt: skip
SENDING: Final = ("originator", "owner", "holder", "station")
ASSESSING: Final = ("participant", "station")


class Right(NamedTuple):
    """What it takes; no standings: it is about no case, no kinds: any agency."""

    scope: str
    roles: Collection[str]
    standings: Collection[str] = ()
    kinds: Collection[str] = ()

    @property
    def refused_roles(self) -> list[str]:
        return [role for role in AGENCY_ROLES if role not in self.roles]

    def allows(
        self, role: str, kind: str, scopes: Collection[str], standings: Collection[str]
    ) -> bool:
        return (
            (not self.scope or self.scope in scopes)
            and role in self.roles
            and (not self.kinds or kind in self.kinds)
            and (not self.standings or not set(self.standings).isdisjoint(standings))
        )


RIGHTS: Final[dict[str, Right]] = {
    "read-self": Right("", ALL),
    "read-directory": Right("", ALL),
    "read-calendars": Right("", ALL),
    "read-deadline-rules": Right("", ALL),
    "register-case": Right("cases:write", DESK),
    "read-case": Right("cases:read", DESK, PARTY),
    "change-case": Right("cases:write", DESK, ("owner", "holder")),
    "change-claims": Right("cases:write", DESK, ("holder",)),
    "close-case": Right("cases:write", LEAD, ("owner",)),
    "reopen-case": Right("cases:write", LEAD, PARTY, ("court", "hrss", "procuratorate")),
    "withdraw-case": Right("cases:write", CASEWORK, ("owner",)),
    "open-triage": Right("cases:write", CASEWORK, SENDING),
    "take-position": Right("cases:write", CASEWORK, ASSESSING),
    "decide-triage": Right("cases:write", LEAD, ("station",)),
    "send-referral": Right("referrals:write", DESK, SENDING),
    "read-referral": Right("referrals:read", DESK, PARTY),
    "receive-referral": Right("referrals:write", CASEWORK, ("receiver",)),
    "answer-referral": Right("referrals:write", CASEWORK, ("receiver",)),
    "supplement-referral": Right("referrals:write", DESK, ("sender",)),
    "withdraw-referral": Right("referrals:write", DESK, ("sender",)),
    "assign-referral": Right("referrals:write", LEAD, ("receiver",)),
    "return-referral": Right("referrals:write", CASEWORK, ("receiver",)),
    "answer-return": Right("referrals:write", CASEWORK, ("sender",)),
    "object-to-rejection": Right("referrals:write", CASEWORK, ("sender",)),
    "rule-on-referral": Right("referrals:write", LEAD, ("station",)),
    "complete-referral": Right("referrals:write", CASEWORK, ("receiver",)),
    "request-evidence": Right("evidence:write", CASEWORK, SENDING),
    "read-evidence": Right("evidence:read", DESK, PARTY),
    "answer-evidence": Right("evidence:write", CASEWORK, ("receiver",)),
    "withdraw-evidence": Right("evidence:write", CASEWORK, ("sender",)),
    "read-deadlines": Right("deadlines:read", DESK, PARTY),
    "pause-deadline": Right("deadlines:write", CASEWORK, ("holder",)),
    "extend-deadline": Right("deadlines:write", LEAD, ("holder",)),
    "record-fact": Right("cases:write", CASEWORK, PARTY),
    "import-calendar": Right("deadlines:write", LEAD),
    "manage-deadline-feeds": Right("deadlines:read", (*DESK, *ADMIN)),
    "read-events": Right("events:read", DESK, PARTY),
    "manage-webhooks": Right("webhooks:manage", ADMIN),
}

SCOPES: Final = {right.scope for right in RIGHTS.values()} - {""}

REFERRAL_ACTIONS: Final = {
    "receipt": "receive-referral",
    "acceptance": "answer-referral",
    "rejection": "answer-referral",
    "supplement-request": "answer-referral",
    "supplement": "supplement-referral",
    "withdrawal": "withdraw-referral",
    "assignment": "assign-referral",
    "return-request": "return-referral",
    "return-confirmation": "answer-return",
    "return-refusal": "answer-return",
    "objection": "object-to-rejection",
    "station-ruling": "rule-on-referral",
    "completion": "complete-referral",
}
"""The right that each move of a referral asks for."""


def to_take(action: str) -> Right:
    return RIGHTS[REFERRAL_ACTIONS[action]]


def of_role(role: str, kind: str = "") -> list[str]:
    """What a role at such an agency may do where its standing is right."""
    allowed = (name for name, right in RIGHTS.items() if right.allows(role, kind, SCOPES, PARTY))
    return sorted(allowed)
