"""Who acts: the agency, unit and role behind a verified token, as our own registration knows it."""

from dataclasses import dataclass

from app.core.languages import Code


class Role(Code):
    """What a person or system does at its agency; the token says it, the registration allows it."""

    WINDOW = "window", "窗口人员", "Window clerk"
    OFFICER = "officer", "承办人", "Case officer"
    LEAD = "lead", "负责人", "Lead"
    SYSTEM = "system", "业务系统", "Agency system"
    ADMIN = "admin", "机关管理员", "Agency administrator"
    AUDITOR = "auditor", "审计员", "Auditor"
    OPERATOR = "operator", "运维人员", "Platform operator"
    SECURITY_ADMIN = "security_admin", "安全管理员", "Security administrator"
    AUDIT_ADMIN = "audit_admin", "审计管理员", "Audit administrator"


WHOLE_AGENCY = ""
"""The unit of a grant or actor that stands for the agency without an inner wall."""


@dataclass(frozen=True, slots=True)
class Actor:
    """One authenticated caller.

    `scopes` is what the token carries and the registration allows, nothing more. `unit` is
    empty for an agency without walls inside. `on_behalf_of` is the person behind a system.
    """

    agency: str
    unit: str
    role: Role
    scopes: frozenset[str]
    client_id: str
    subject: str
    on_behalf_of: str | None = None

    @property
    def division(self) -> str:
        """The GB/T 2260 code of the district."""
        return self.agency.partition("-")[0]

    @property
    def kind(self) -> str:
        return self.agency.partition("-")[2]
