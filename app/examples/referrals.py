"""The examples of referrals: the union sends, the procuratorate receives."""

from typing import Any, Final

from app.examples.cases import CASE_BODY
from app.examples.objects import PROCURATORATE, UNION, Example, example, referral


def _move(agency: str, role: str, place: tuple[int, int], body: dict[str, Any]) -> Example:
    """A move of the referral with this number, which is in this version."""
    number, version = place
    return example(agency, role, path=referral(number), if_match=f'"{version}"', body=body)


EXAMPLES: Final[dict[str, Example]] = {
    "send_referral": example(
        UNION,
        "window",
        body={
            "to_agency": PROCURATORATE,
            "purpose": "evidence_assist",
            "asked_action": "请协助调取考勤与工资发放记录。",
            "case": CASE_BODY,
        },
    ),
    "list_referrals": example(PROCURATORATE, "officer", query={"box": "inbox", "status": "sent"}),
    "get_referral": example(PROCURATORATE, "officer", path=referral(1)),
    "list_referral_actions": example(PROCURATORATE, "officer", path=referral(1)),
    "receive_referral": _move(PROCURATORATE, "system", (2, 1), {}),
    "accept_referral": _move(PROCURATORATE, "officer", (3, 1), {}),
    "reject_referral": _move(
        PROCURATORATE,
        "officer",
        (4, 1),
        {
            "reason_code": "not_competent",
            "explanation": "证据已齐，无须协助；请送人社局责令支付。",
            "competent_agency": "310120-hrss",
        },
    ),
    "request_supplement": _move(
        PROCURATORATE, "officer", (5, 1), {"missing": "请补充考勤表、工友联系方式与工地地址。"}
    ),
    "supplement_referral": _move(
        UNION, "window", (6, 2), {"supplement": "考勤表照片三张、工友两人电话已附卷。"}
    ),
    "withdraw_referral": _move(UNION, "window", (7, 1), {"explanation": "雇主已付清。"}),
    "assign_referral": _move(PROCURATORATE, "lead", (8, 2), {"officer": "沈检察官"}),
    "request_return": _move(
        PROCURATORATE,
        "officer",
        (9, 2),
        {"reason_code": "other_jurisdiction", "explanation": "用工地在邻区。"},
    ),
    "confirm_return": _move(UNION, "officer", (10, 3), {}),
    "refuse_return": _move(UNION, "officer", (11, 3), {"explanation": "工资发放地在本区。"}),
    "object_to_rejection": _move(
        UNION, "officer", (12, 2), {"explanation": "劳动者无法自行取得银行流水。"}
    ),
    "rule_on_referral": _move(
        UNION, "lead", (13, 3), {"ruling": "accepted", "explanation": "由检察院协助取证。"}
    ),
    "complete_referral": _move(
        PROCURATORATE,
        "officer",
        (14, 2),
        {
            "outcome": "evidence_delivered",
            "explanation": "银行流水与考勤记录已送达。",
            "concluded_on": "2026-03-06",
            "instrument": "协助取证函",
        },
    ),
}
