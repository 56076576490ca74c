"""The code lists of a case: channels, parties, claim kinds, evidence levels, urgency."""

from app.core.languages import Code


class Channel(Code):
    """By which way a lead came in."""

    WINDOW = "window", "窗口", "Window"
    HOTLINE_12345 = "hotline_12345", "12345 热线", "Hotline 12345"
    HOTLINE_12333 = "hotline_12333", "12333 热线", "Hotline 12333"
    HOTLINE_12348 = "hotline_12348", "12348 热线", "Hotline 12348"
    HOTLINE_12351 = "hotline_12351", "12351 热线", "Hotline 12351"
    HOTLINE_12309 = "hotline_12309", "12309 热线", "Hotline 12309"
    PETITION = "petition", "信访", "Petition"
    NATIONAL_PLATFORM = "national_platform", "全国根治欠薪平台", "National wage platform"
    GRID = "grid", "网格员", "Grid worker"
    DATA_MODEL = "data_model", "大数据模型", "Data model of the procuratorate"
    COURT = "court", "法院", "Court"
    POLICE = "police", "公安机关", "Police"
    MEDIA = "media", "媒体", "Media"
    DETENTION_SCREENING = "detention_screening", "羁押场所筛查", "Detention screening"
    OTHER = "other", "其他", "Other"


class Urgency(Code):
    """How soon something must happen beyond the clocks."""

    NORMAL = "normal", "一般", "Normal"
    URGENT = "urgent", "紧急", "Urgent"
    MASS_INCIDENT_RISK = "mass_incident_risk", "群体性事件风险", "Risk of a mass incident"


class PartyRole(Code):
    """What somebody other than a worker is in the chain of contracts."""

    EMPLOYER = "employer", "用人单位", "Employer"
    OWNER = "owner", "建设单位", "Project owner"
    GENERAL_CONTRACTOR = "general_contractor", "施工总承包单位", "General contractor"
    SUBCONTRACTOR = "subcontractor", "专业分包单位", "Subcontractor"
    LABOUR_SUBCONTRACTOR = "labour_subcontractor", "劳务分包单位", "Labour subcontractor"
    FOREMAN = "foreman", "包工头", "Foreman"
    DISPATCH_AGENCY = "dispatch_agency", "劳务派遣单位", "Dispatch agency"
    ACTUAL_CONTROLLER = "actual_controller", "实际控制人", "Actual controller"


class Industry(Code):
    """Which authority supervises a project."""

    HOUSING = "housing", "住房城乡建设", "Housing and construction"
    TRANSPORT = "transport", "交通运输", "Transport"
    WATER = "water", "水利水务", "Water"
    OTHER = "other", "其他", "Other"


class IdentityKind(Code):
    """What kind of number identifies a worker."""

    RESIDENT_ID = "resident_id", "居民身份证", "Resident identity card"
    RESIDENCE_PERMIT = "residence_permit", "港澳台居民居住证", "Residence permit"
    PASSPORT = "passport", "护照", "Passport"


class ClaimKind(Code):
    """What a worker asks for; wages first, and other labour claims take the same road."""

    WAGES = "wages", "工资", "Wages"
    OVERTIME = "overtime", "加班费", "Overtime"
    SEVERANCE = "severance", "经济补偿", "Severance"
    DOUBLE_WAGES = "double_wages", "二倍工资差额", "Double wages"
    DEPOSIT_BACK = "deposit_back", "返还押金", "Return of a deposit"
    WORK_INJURY = "work_injury", "工伤待遇", "Work-injury benefits"
    SOCIAL_INSURANCE = "social_insurance", "社会保险损失", "Social-insurance loss"
    OTHER = "other", "其他", "Other"


class EvidenceLevel(Code):
    """How well a claim is proven."""

    A = "A", "有确认金额的书证", "Signed sum"
    B = "B", "金额部分可证", "Sum partly proven"
    C = "C", "可证劳动、金额不明", "Work proven, sum not"
    D = "D", "仅有陈述", "Oral only"


class Admission(Code):
    """Whether the debtor admits the sum."""

    YES = "yes", "认可", "Admitted"
    PART = "part", "部分认可", "Admitted in part"
    NO = "no", "不认可", "Denied"
    UNKNOWN = "unknown", "不详", "Unknown"
