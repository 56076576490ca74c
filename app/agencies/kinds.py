"""The kinds of agency that this service knows by name; a district may declare further ones."""

from app.core.languages import Code


class Kind(Code):
    """The five members, and the bodies that commonly join a station."""

    COURT = "court", "人民法院", "Court"
    PROCURATORATE = "procuratorate", "人民检察院", "Procuratorate"
    UNION = "union", "总工会", "Trade-union federation"
    JUSTICE = "justice", "司法局", "Justice bureau"
    HRSS = "hrss", "人力资源和社会保障局", "Human-resources bureau"
    POLICE = "police", "公安机关", "Police"
    MEDIATION_ORGANISATION = "mediation_organisation", "调解组织", "Mediation organisation"
    HOUSING = "housing", "住房城乡建设部门", "Housing authority"
    TRANSPORT = "transport", "交通运输部门", "Transport authority"
    WATER = "water", "水务部门", "Water authority"
    TOWN = "town", "街道、镇政府", "Sub-district or town"
    PETITION = "petition", "信访部门", "Petition office"
    HOTLINE = "hotline", "政务热线", "Government hotline"
    INDUSTRY_FEDERATION = "industry_federation", "工商业联合会", "Industry federation"
    BANK = "bank", "银行", "Bank"


class Unit(Code):
    """Bodies inside one agency that have a wall between them."""

    INSPECTION = "inspection", "劳动保障监察机构", "Labour inspection"
    ARBITRATION = "arbitration", "劳动人事争议仲裁院", "Labour arbitration"
