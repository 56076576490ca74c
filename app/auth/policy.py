"""The policy table: for each permission the scope, roles, agency kinds and standings it takes.

It answers both "may I" (`authorize`, 403) and "what may I see" (`seeing_standings`, 404), and it
is the only place that gives a role or an agency a right.
"""

from dataclasses import dataclass
from typing import Final

from app.auth.actor import Actor, Role
from app.core.errors import Forbidden
from app.core.languages import Code


class Standing(Code):
    """How an agency stands to a case or a piece of work on it; each is a row in `access_grant`."""

    ORIGINATOR = "originator", "首接机关", "Registered the lead"
    OWNER = "owner", "主办机关", "Owns the case"
    STATION = "station", "服务站", "Triages for the station"
    PARTICIPANT = "participant", "参与研判", "Takes part in the triage"
    SENDER = "sender", "移送机关", "Sent the piece of work"
    RECEIVER = "receiver", "接收机关", "Was sent the piece of work"
    HOLDER = "holder", "承办机关", "Is responsible for the work now"


class Permission(Code):
    """Everything that can be permitted; a route or a transition names exactly one."""

    READ_SELF = "read-self", "查看本人身份", "See who the token says I am"
    READ_DIRECTORY = "read-directory", "查看机关名录", "See agencies and stations"
    READ_CALENDARS = "read-calendars", "查看工作日历", "See calendars"
    READ_DEADLINE_RULES = "read-deadline-rules", "查看期限规则", "See deadline rules"
    REGISTER_CASE = "register-case", "登记线索立卷", "Register a lead and open a case"
    READ_CASE = "read-case", "查看案件", "See a case"
    CHANGE_CASE = "change-case", "更正案件事实", "Change the facts of a case"
    CHANGE_CLAIMS = "change-claims", "更正人员与请求", "Change workers and claims"
    CLOSE_CASE = "close-case", "结案", "Close a case"
    REOPEN_CASE = "reopen-case", "重新启动", "Reopen a case"
    WITHDRAW_CASE = "withdraw-case", "撤销案件", "Withdraw a case"
    OPEN_TRIAGE = "open-triage", "发起研判", "Open the joint triage"
    TAKE_POSITION = "take-position", "发表研判意见", "Take a position in the triage"
    DECIDE_TRIAGE = "decide-triage", "作出研判决定", "Decide the triage"
    SEND_REFERRAL = "send-referral", "移送", "Send a referral"
    READ_REFERRAL = "read-referral", "查看移送", "See a referral"
    RECEIVE_REFERRAL = "receive-referral", "签收", "Acknowledge receipt"
    ANSWER_REFERRAL = "answer-referral", "受理、不予受理或要求补正", "Accept, reject, ask for more"
    SUPPLEMENT_REFERRAL = "supplement-referral", "补正", "Supplement a referral"
    WITHDRAW_REFERRAL = "withdraw-referral", "撤回移送", "Withdraw a referral"
    ASSIGN_REFERRAL = "assign-referral", "分派承办人", "Assign an officer"
    RETURN_REFERRAL = "return-referral", "申请退回", "Ask to return a referral"
    ANSWER_RETURN = "answer-return", "答复退回", "Confirm or refuse a return"
    OBJECT_TO_REJECTION = "object-to-rejection", "提出异议", "Object to a rejection"
    RULE_ON_REFERRAL = "rule-on-referral", "服务站裁定", "Rule for the station"
    COMPLETE_REFERRAL = "complete-referral", "办结", "Complete a referral"
    REQUEST_EVIDENCE = "request-evidence", "请求协助取证", "Request evidence"
    READ_EVIDENCE = "read-evidence", "查看取证请求", "See an evidence request"
    ANSWER_EVIDENCE = "answer-evidence", "答复取证请求", "Answer an evidence request"
    WITHDRAW_EVIDENCE = "withdraw-evidence", "撤回取证请求", "Withdraw an evidence request"
    READ_DEADLINES = "read-deadlines", "查看期限", "See deadlines"
    PAUSE_DEADLINE = "pause-deadline", "中止与恢复期限", "Pause and resume a deadline"
    EXTEND_DEADLINE = "extend-deadline", "延长期限", "Extend a deadline"
    RECORD_FACT = "record-fact", "记录程序事实", "Record a procedural fact"
    IMPORT_CALENDAR = "import-calendar", "导入放假安排", "Import a calendar"
    MANAGE_DEADLINE_FEEDS = "manage-deadline-feeds", "管理期限日历订阅", "Manage deadline feeds"
    READ_EVENTS = "read-events", "读取事件流", "Read the event feed"
    MANAGE_WEBHOOKS = "manage-webhooks", "管理回调", "Manage webhook endpoints"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: every factor must agree, and none can widen another.

    No standings means that the permission is not about one case; no kinds means any agency.
    """

    scope: str
    roles: frozenset[Role]
    standings: frozenset[Standing] = frozenset()
    kinds: frozenset[str] = frozenset()


def _roles(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


def _standings(*standings: Standing) -> frozenset[Standing]:
    return frozenset(standings)


_ANYONE = frozenset(Role)
_READERS = _roles(Role.WINDOW, Role.OFFICER, Role.LEAD, Role.SYSTEM)
_DESK = _READERS
_CASEWORK = _roles(Role.OFFICER, Role.LEAD, Role.SYSTEM)
_LEAD = _roles(Role.LEAD)
_ADMIN = _roles(Role.ADMIN)

_ANY_PARTY = frozenset(Standing)
_SENDER = _standings(Standing.SENDER)
_RECEIVER = _standings(Standing.RECEIVER)
_STATION = _standings(Standing.STATION)
_HOLDER = _standings(Standing.HOLDER)
_OWNER = _standings(Standing.OWNER)
_MAY_SEND = _standings(Standing.ORIGINATOR, Standing.OWNER, Standing.HOLDER, Standing.STATION)
_IN_TRIAGE = _standings(Standing.PARTICIPANT, Standing.STATION)

_REOPENING = frozenset({"court", "hrss", "procuratorate"})

P = Permission

POLICY: Final[dict[Permission, Rule]] = {
    P.READ_SELF: Rule("", _ANYONE),
    P.READ_DIRECTORY: Rule("", _ANYONE),
    P.READ_CALENDARS: Rule("", _ANYONE),
    P.READ_DEADLINE_RULES: Rule("", _ANYONE),
    P.REGISTER_CASE: Rule("cases:write", _DESK),
    P.READ_CASE: Rule("cases:read", _READERS, _ANY_PARTY),
    P.CHANGE_CASE: Rule("cases:write", _DESK, _OWNER | _HOLDER),
    P.CHANGE_CLAIMS: Rule("cases:write", _DESK, _HOLDER),
    P.CLOSE_CASE: Rule("cases:write", _LEAD, _OWNER),
    P.REOPEN_CASE: Rule("cases:write", _LEAD, _ANY_PARTY, _REOPENING),
    P.WITHDRAW_CASE: Rule("cases:write", _CASEWORK, _OWNER),
    P.OPEN_TRIAGE: Rule("cases:write", _CASEWORK, _MAY_SEND),
    P.TAKE_POSITION: Rule("cases:write", _CASEWORK, _IN_TRIAGE),
    P.DECIDE_TRIAGE: Rule("cases:write", _LEAD, _STATION),
    P.SEND_REFERRAL: Rule("referrals:write", _DESK, _MAY_SEND),
    P.READ_REFERRAL: Rule("referrals:read", _READERS, _ANY_PARTY),
    P.RECEIVE_REFERRAL: Rule("referrals:write", _CASEWORK, _RECEIVER),
    P.ANSWER_REFERRAL: Rule("referrals:write", _CASEWORK, _RECEIVER),
    P.SUPPLEMENT_REFERRAL: Rule("referrals:write", _DESK, _SENDER),
    P.WITHDRAW_REFERRAL: Rule("referrals:write", _DESK, _SENDER),
    P.ASSIGN_REFERRAL: Rule("referrals:write", _LEAD, _RECEIVER),
    P.RETURN_REFERRAL: Rule("referrals:write", _CASEWORK, _RECEIVER),
    P.ANSWER_RETURN: Rule("referrals:write", _CASEWORK, _SENDER),
    P.OBJECT_TO_REJECTION: Rule("referrals:write", _CASEWORK, _SENDER),
    P.RULE_ON_REFERRAL: Rule("referrals:write", _LEAD, _STATION),
    P.COMPLETE_REFERRAL: Rule("referrals:write", _CASEWORK, _RECEIVER),
    P.REQUEST_EVIDENCE: Rule("evidence:write", _CASEWORK, _MAY_SEND),
    P.READ_EVIDENCE: Rule("evidence:read", _READERS, _ANY_PARTY),
    P.ANSWER_EVIDENCE: Rule("evidence:write", _CASEWORK, _RECEIVER),
    P.WITHDRAW_EVIDENCE: Rule("evidence:write", _CASEWORK, _SENDER),
    P.READ_DEADLINES: Rule("deadlines:read", _READERS, _ANY_PARTY),
    P.PAUSE_DEADLINE: Rule("deadlines:write", _CASEWORK, _HOLDER),
    P.EXTEND_DEADLINE: Rule("deadlines:write", _LEAD, _HOLDER),
    P.RECORD_FACT: Rule("cases:write", _CASEWORK, _ANY_PARTY),
    P.IMPORT_CALENDAR: Rule("deadlines:write", _LEAD),
    P.MANAGE_DEADLINE_FEEDS: Rule("deadlines:read", _READERS | _ADMIN),
    P.READ_EVENTS: Rule("events:read", _READERS, _ANY_PARTY),
    P.MANAGE_WEBHOOKS: Rule("webhooks:manage", _ADMIN),
}


def refusal(
    actor: Actor, permission: Permission, standings: frozenset[Standing] = frozenset()
) -> str | None:
    """Which factor refuses: `scope`, `role`, `agency` or `standing`; None when all agree."""
    rule = POLICY[permission]
    if rule.scope and rule.scope not in actor.scopes:
        return "scope"
    if actor.role not in rule.roles:
        return "role"
    if rule.kinds and actor.kind not in rule.kinds:
        return "agency"
    if rule.standings and not rule.standings & standings:
        return "standing"
    return None


def authorize(
    actor: Actor, permission: Permission, standings: frozenset[Standing] = frozenset()
) -> None:
    """Raise `Forbidden` unless every factor of the rule agrees; ask only about what is visible."""
    factor = refusal(actor, permission, standings)
    if factor is not None:
        raise Forbidden(refused_by=factor, permission=str(permission))


def may_ever(actor: Actor, permission: Permission) -> bool:
    """Whether scope, role and kind of agency allow it where the standing is right."""
    return refusal(actor, permission, frozenset(Standing)) is None
