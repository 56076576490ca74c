"""Which agencies have the power for a purpose, and by which law: the one competence table."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from app.agencies.kinds import Kind, Unit
from app.core.languages import Code, Text


class Purpose(Code):
    """What a referral asks for: one of the procedures, or the joint triage."""

    EVIDENCE_ASSIST = "evidence_assist", "协助收集证据", "Help to collect evidence"
    INSPECTION = "inspection", "劳动保障监察", "Labour inspection"
    UNION_SUPERVISION = "union_supervision", "工会劳动法律监督", "Union supervision"
    INDUSTRY_SUPERVISION = "industry_supervision", "行业主管部门监管", "Industry supervision"
    LEGAL_AID = "legal_aid", "法律援助", "Legal aid"
    MEDIATION = "mediation", "调解", "Mediation"
    JUDICIAL_CONFIRMATION = "judicial_confirmation", "司法确认", "Judicial confirmation"
    PAYMENT_ORDER = "payment_order", "支付令", "Court payment order"
    PRESERVATION = "preservation", "财产保全", "Preservation of property"
    ARBITRATION = "arbitration", "劳动争议仲裁", "Labour arbitration"
    SUPPORTED_SUIT = "supported_suit", "支持起诉", "Support of the worker's own suit"
    LITIGATION = "litigation", "诉讼", "Litigation"
    ENFORCEMENT = "enforcement", "强制执行", "Enforcement"
    ADMIN_ENFORCEMENT = (
        "admin_enforcement",
        "申请强制执行行政决定",
        "Enforcement of an administrative decision",
    )
    CRIMINAL = "criminal", "涉嫌犯罪移送", "Suspected crime"
    ADVANCE_PAYMENT = "advance_payment", "先行清偿与垫付", "Advance payment"
    PROC_SUPERVISION = "proc_supervision", "检察监督", "Supervision by the procuratorate"
    CREDIT_SANCTION = "credit_sanction", "失信联合惩戒", "Joint sanction for default"
    HOTLINE_OR_PETITION_REPLY = (
        "hotline_or_petition_reply",
        "热线或信访答复",
        "Reply to a hotline or petition order",
    )
    TRIAGE = "triage", "研判", "Joint triage"


class Holder(NamedTuple):
    """A kind of agency with the power, and the walled unit that exercises it, if there is one."""

    kind: str
    unit: str = ""


class Power(NamedTuple):
    """Who has the power for a purpose and why; no holders means any member of the station."""

    holders: frozenset[Holder]
    basis: Text


_INSPECTION: Final = Holder(Kind.HRSS, Unit.INSPECTION)
_ARBITRATION: Final = Holder(Kind.HRSS, Unit.ARBITRATION)
_COURT: Final = Holder(Kind.COURT)
_PROCURATORATE: Final = Holder(Kind.PROCURATORATE)
_UNION: Final = Holder(Kind.UNION)
_JUSTICE: Final = Holder(Kind.JUSTICE)
_EVERY_UNIT: Final = ""


def _power(basis_zh: str, basis_en: str, *holders: Holder) -> Power:
    return Power(frozenset(holders), Text(basis_zh, basis_en))


def complete(powers: Mapping[Purpose, Power]) -> Mapping[Purpose, Power]:
    """The table, once every purpose stands in it; a purpose without a row stops the start."""
    missing = sorted(set(Purpose) - set(powers))
    if missing:
        raise ValueError(f"Nothing says who has the power for {', '.join(missing)}.")
    return powers


P = Purpose

POWERS: Final = complete({
    P.EVIDENCE_ASSIST: _power(
        "民事诉讼法第十五条；劳动保障监察条例第十五条",
        "Civil Procedure Law art. 15; Labour Inspection Regulation art. 15",
        _PROCURATORATE,
        _INSPECTION,
    ),
    P.INSPECTION: _power(
        "劳动保障监察条例第十条、第十五条",
        "Labour Inspection Regulation arts. 10 and 15",
        _INSPECTION,
    ),
    P.UNION_SUPERVISION: _power("工会法第二十三条", "Trade Union Law art. 23", _UNION),
    P.INDUSTRY_SUPERVISION: _power(
        "保障农民工工资支付条例第七条、第四十三条",
        "Regulation on Wage Payment to Migrant Workers arts. 7 and 43",
        Holder(Kind.HOUSING),
        Holder(Kind.TRANSPORT),
        Holder(Kind.WATER),
    ),
    P.LEGAL_AID: _power(
        "法律援助法第四十二条；工会法第三十条",
        "Legal Aid Law art. 42; Trade Union Law art. 30",
        _JUSTICE,
        _UNION,
    ),
    P.MEDIATION: _power(
        "劳动争议调解仲裁法第十条；人民调解法第十七条",
        "Labour Dispute Mediation and Arbitration Law art. 10; People's Mediation Law art. 17",
        _UNION,
        _JUSTICE,
        _ARBITRATION,
        _COURT,
        Holder(Kind.TOWN),
        Holder(Kind.MEDIATION_ORGANISATION),
    ),
    P.JUDICIAL_CONFIRMATION: _power(
        "民事诉讼法第二百零五条", "Civil Procedure Law art. 205", _COURT
    ),
    P.PAYMENT_ORDER: _power("民事诉讼法第二百二十五条", "Civil Procedure Law art. 225", _COURT),
    P.PRESERVATION: _power(
        "民事诉讼法第一百零三条、第一百零四条", "Civil Procedure Law arts. 103 and 104", _COURT
    ),
    P.ARBITRATION: _power(
        "劳动争议调解仲裁法第五条",
        "Labour Dispute Mediation and Arbitration Law art. 5",
        _ARBITRATION,
    ),
    P.SUPPORTED_SUIT: _power("民事诉讼法第十五条", "Civil Procedure Law art. 15", _PROCURATORATE),
    P.LITIGATION: _power("民事诉讼法第一百二十二条", "Civil Procedure Law art. 122", _COURT),
    P.ENFORCEMENT: _power("民事诉讼法第二百四十七条", "Civil Procedure Law art. 247", _COURT),
    P.ADMIN_ENFORCEMENT: _power(
        "行政强制法第五十三条", "Administrative Compulsion Law art. 53", _INSPECTION
    ),
    P.CRIMINAL: _power(
        "刑法第二百七十六条之一；行政执法机关移送涉嫌犯罪案件的规定第五条",
        "Criminal Law art. 276-1; Rules on the Transfer of Suspected Crime art. 5",
        _INSPECTION,
        _PROCURATORATE,
        Holder(Kind.POLICE),
    ),
    P.ADVANCE_PAYMENT: _power(
        "保障农民工工资支付条例第二十九条、第三十条、第六十三条",
        "Regulation on Wage Payment to Migrant Workers arts. 29, 30 and 63",
        _INSPECTION,
    ),
    P.PROC_SUPERVISION: _power(
        "人民检察院组织法第二十条", "Organic Law of the Procuratorates art. 20", _PROCURATORATE
    ),
    P.CREDIT_SANCTION: _power(
        "拖欠农民工工资失信联合惩戒对象名单管理暂行办法第五条",
        "Interim Measures on the Wage-Default List art. 5",
        _INSPECTION,
    ),
    P.HOTLINE_OR_PETITION_REPLY: _power(
        "保障农民工工资支付条例第十条；信访工作条例第二十三条",
        "Regulation on Wage Payment to Migrant Workers art. 10; Petition Regulation art. 23",
    ),
    P.TRIAGE: _power("服务站协作机制", "The agreement of the members of the station"),
})


def unit_for(purpose: Purpose, kind: str, declared: Iterable[str] = ()) -> str | None:
    """The unit of an agency of this kind that serves the purpose; None without the power.

    An empty unit is the whole agency. `declared` are purposes that the district's own file gives
    to an agency of a kind which this table does not know.
    """
    holders = POWERS[purpose].holders
    if not holders or purpose in declared:
        return _EVERY_UNIT
    return next((holder.unit for holder in holders if holder.kind == kind), None)
