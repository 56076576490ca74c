"""Request bodies of a typical case, to be varied by keyword."""

from typing import Any


def worker(**changes: Any) -> dict[str, Any]:
    return {
        "name": "王小明",
        "identity": {"kind": "resident_id", "number": "440524188001010014"},
        "phone": "13812345678",
        "claims": [
            {
                "kind": "wages",
                "amount_fen": 3_500_000,
                "period_from": "2025-10-01",
                "period_to": "2025-12-31",
                "evidence_level": "D",
            }
        ],
        **changes,
    }


def case(**changes: Any) -> dict[str, Any]:
    return {
        "lead": {"channel": "window", "received_at": "2026-03-02T09:00:00+08:00"},
        "employer": "奉贤宏达建筑劳务有限公司",
        "summary": "三个月工资未付，雇主失去联系",
        "workers": [worker()],
        **changes,
    }


def referral(**changes: Any) -> dict[str, Any]:
    body = {
        "to_agency": "310120-procuratorate",
        "purpose": "evidence_assist",
        "asked_action": "请协助调取考勤与工资发放记录",
        "case": case(),
    }
    return {**body, **changes}
