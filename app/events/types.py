"""The closed list of event types: journal, feed, webhook filter and deadline triggers share it."""

from app.core.languages import Code


class EventType(Code):
    """`<resource>.<past participle>`; a published value never changes its meaning."""

    CASE_REGISTERED = "case.registered", "登记立卷", "Case registered"
    CASE_CHANGED = "case.changed", "更正案件事实", "Case facts changed"
    CASE_RECEIPT_CORRECTED = (
        "case.receipt_corrected",
        "更正首次收到时间",
        "First receipt corrected",
    )
    CASE_HANDLING_STARTED = "case.handling_started", "处置启动", "Handling started"
    CASE_CLOSED = "case.closed", "结案", "Case closed"
    CASE_REOPENED = "case.reopened", "重新启动", "Case reopened"
    CASE_WITHDRAWN = "case.withdrawn", "撤销案件", "Case withdrawn"
    WORKER_ADDED = "worker.added", "增加劳动者", "Worker added"
    WORKER_CHANGED = "worker.changed", "更正劳动者", "Worker changed"
    CLAIM_ADDED = "claim.added", "增加请求", "Claim added"
    CLAIM_CHANGED = "claim.changed", "更正请求", "Claim changed"
    CLAIM_CONCLUDED = "claim.concluded", "请求了结", "Claim concluded"
    TRIAGE_OPENED = "triage.opened", "发起研判", "Triage opened"
    TRIAGE_POSITION_TAKEN = "triage.position_taken", "发表研判意见", "Triage position taken"
    TRIAGE_DECIDED = "triage.decided", "作出研判决定", "Triage decided"
    REFERRAL_SENT = "referral.sent", "移送", "Referral sent"
    REFERRAL_RECEIVED = "referral.received", "签收", "Referral received"
    REFERRAL_ACCEPTED = "referral.accepted", "受理", "Referral accepted"
    REFERRAL_REJECTED = "referral.rejected", "不予受理", "Referral rejected"
    REFERRAL_SUPPLEMENT_REQUESTED = (
        "referral.supplement_requested",
        "要求补正",
        "Supplement requested",
    )
    REFERRAL_SUPPLEMENTED = "referral.supplemented", "补正", "Referral supplemented"
    REFERRAL_WITHDRAWN = "referral.withdrawn", "撤回移送", "Referral withdrawn"
    REFERRAL_ASSIGNED = "referral.assigned", "分派承办人", "Officer assigned"
    REFERRAL_RETURN_REQUESTED = "referral.return_requested", "申请退回", "Return requested"
    REFERRAL_RETURNED = "referral.returned", "退回", "Referral returned"
    REFERRAL_DISPUTED = "referral.disputed", "提请服务站裁定", "Referral disputed"
    REFERRAL_RULED = "referral.ruled", "服务站裁定", "Station ruled"
    REFERRAL_COMPLETED = "referral.completed", "办结", "Referral completed"
    EVIDENCE_REQUEST_REQUESTED = "evidence_request.requested", "请求取证", "Evidence requested"
    EVIDENCE_REQUEST_ACCEPTED = (
        "evidence_request.accepted",
        "接受取证请求",
        "Evidence request accepted",
    )
    EVIDENCE_REQUEST_ANSWERED = (
        "evidence_request.answered",
        "答复取证请求",
        "Evidence request answered",
    )
    EVIDENCE_REQUEST_WITHDRAWN = (
        "evidence_request.withdrawn",
        "撤回取证请求",
        "Evidence request withdrawn",
    )
    PROCEDURAL_FACT_RECORDED = (
        "procedural_fact.recorded",
        "记录程序事实",
        "Procedural fact recorded",
    )
    DEADLINE_DUE_SOON = "deadline.due_soon", "期限将届满", "Deadline due soon"
    DEADLINE_BREACHED = "deadline.breached", "期限届满未办", "Deadline breached"
    DEADLINE_LAPSED = "deadline.lapsed", "期限届满失效", "Deadline lapsed"
    DEADLINE_ESCALATED = "deadline.escalated", "超期升级督办", "Overdue deadline escalated"
    DEADLINE_PAUSED = "deadline.paused", "期限中止", "Deadline paused"
    DEADLINE_RESUMED = "deadline.resumed", "期限恢复", "Deadline resumed"
    DEADLINE_EXTENDED = "deadline.extended", "期限延长", "Deadline extended"
    DEADLINE_MOVED = "deadline.moved", "期限重新计算", "Deadline recalculated"
    CALENDAR_IMPORTED = "calendar.imported", "导入放假安排", "Calendar imported"
