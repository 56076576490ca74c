"""The closed lists of which a deadline rule is made."""

from app.core.languages import Code


class Category(Code):
    """The procedure that a rule belongs to; each has its own file of rules."""

    STATION = "station", "服务站、热线与信访", "Station, hotline and petitions"
    REFERRAL = "referral", "移送", "Referral"
    EVIDENCE = "evidence", "协助取证", "Evidence"
    LABOUR_INSPECTION = "labour_inspection", "劳动保障监察与行政执行", "Labour inspection"
    CRIMINAL = "criminal", "涉嫌犯罪移送", "Suspected crime"
    LEGAL_AID = "legal_aid", "法律援助", "Legal aid"
    MEDIATION = "mediation", "调解、司法确认与支付令", "Mediation and payment order"
    ARBITRATION = "arbitration", "劳动争议仲裁", "Labour arbitration"
    LITIGATION = "litigation", "诉讼与保全", "Litigation and preservation"
    ENFORCEMENT = "enforcement", "强制执行", "Enforcement"
    CONSTRUCTION = "construction", "工程建设领域", "Construction"
    CREDIT_UNION_DATA = "credit_union_data", "信用、工会与资料", "Credit, union and records"


class Per(Code):
    """What one clock belongs to; a fact that concerns one person has a clock of its own anyway."""

    CASE = "case", "案件", "Case"
    REFERRAL = "referral", "移送", "Referral"
    EVIDENCE_REQUEST = "evidence_request", "取证请求", "Evidence request"
    # The time runs for each party from its own day (民诉法解释 244).
    PERSON = "person", "每一当事人", "Each party"


class Responsible(Code):
    """The agency that must see to it in time; for a party's own time, the one that watches it."""

    STATION = "station", "服务站牵头机关", "The lead agency of the station"
    SENDER = "sender", "移送或请求机关", "The agency that sent or asked"
    RECEIVER = "receiver", "接收机关", "The agency that was sent or asked"
    OWNER = "owner", "主办机关", "The agency that owns the case"
    RECORDER = "recorder", "记录起算事由的机关", "The agency that recorded the starting fact"


class Obliged(Code):
    """Who must act, where that is not the responsible agency itself."""

    AGENCY = "agency", "责任机关", "The responsible agency"
    WORKER = "worker", "劳动者", "Worker"
    EMPLOYER = "employer", "用人单位", "Employer"
    PARTY = "party", "当事人", "Party"
    MEDIATOR = "mediator", "调解组织", "Mediation body"
    LAWYER = "lawyer", "法律援助承办人员", "Legal-aid lawyer"
    POLICE = "police", "公安机关", "Police"
    OTHER_ORGAN = "other_organ", "其他机关", "Another organ"
    BANK = "bank", "银行", "Bank"
    GENERAL_CONTRACTOR = "general_contractor", "施工总承包单位", "General contractor"
    PROJECT_OWNER = "project_owner", "建设单位", "Project owner"


class CountedFrom(Code):
    """Which instant of the starting event is the start of the count."""

    EVENT = "event", "起算事由发生", "When the event happened"
    # However much later it was registered.
    FIRST_RECEIPT = (
        "first_receipt",
        "任一成员机关首次收到线索",
        "When the lead first reached any member agency",
    )


class Expiry(Code):
    """What it means that the time has passed."""

    BREACH = "breach", "超期", "Somebody is late"
    # A right is gone, or a span has been served, and nobody is at fault.
    LAPSE = "lapse", "届满", "The time has run out"


class Approver(Code):
    """Whose consent the law asks for before a time limit becomes longer."""

    HEAD = "head", "责任机关负责人批准", "The head of the responsible agency"
    SUPERIOR = "superior", "上级机关批准", "The higher organ"
    PARTIES = "parties", "各方当事人同意", "All the parties"


class Certainty(Code):
    """How far the length may be shown as law."""

    VERIFIED = "verified", "已核对原文", "The text of the instrument was read"
    REPORTED = "reported", "据报道或摘录", "Known from reports or excerpts"
    # To be verified before it is shown as law; switched off until a station switches it on.
    UNVERIFIED = "unverified", "待核实", "Not verified yet"
    DEFAULT = "default", "系统缺省", "No instrument sets it: our default"
