"""District files for tests: the demonstration district, with members joining and leaving."""

from pathlib import Path

from app.agencies import reading
from app.agencies.district import District
from app.devtools.districts import DEMONSTRATION

SIXTH_MEMBER = Path(__file__).with_name("sixth-member.toml")

SMALL = """
division = "310120"
name_zh = "奉贤区欠薪治理服务站"
name_en = "Fengxian wage-arrears station"
lead_agencies = ["310120-union"]

[rules]
opens_at = 08:30:00
closes_at = 17:00:00

[rules.deadlines.REF_ANSWER_5WD]
amount = 3
unit = "working_day"

[[agencies]]
kind = "union"
name_zh = "奉贤区总工会"
name_en = "Fengxian federation of trade unions"

[[agencies]]
kind = "hrss"
name_zh = "奉贤区人社局"
name_en = "Fengxian human-resources bureau"

[[agencies]]
kind = "bar"
kind_zh = "律师协会"
kind_en = "Bar association"
name_zh = "奉贤区律师协会"
name_en = "Fengxian bar association"
purposes = []
active = false

[[windows]]
id = "310120-union-centre"
agency = "310120-union"
name_zh = "职工服务中心"
name_en = "Workers' service centre"

[[clients]]
client_id = "310120-hrss-portal"
agency = "310120-hrss"
name = "人社局办案门户"
issuer = "https://login.example.org/hrss"
units = ["inspection"]
roles = ["window", "officer"]
scopes = ["cases:read", "subjects:unmask"]
clearance = 2

[[clients]]
client_id = "310120-union-system"
agency = "310120-union"
name = "总工会业务系统"
issuer = "https://login.example.org/union"
roles = ["system"]
scopes = ["cases:read"]
clearance = 1

[[clients]]
client_id = "310120-station-console"
agency = "310120-station"
name = "运维控制台"
issuer = "https://login.example.org/platform"
roles = ["operator"]
scopes = ["audit:read"]
clearance = 1
"""
RULE_CODES = frozenset({"REF_ANSWER_5WD", "REF_RECEIPT_1WD"})


def written(directory: Path, text: str) -> Path:
    file = directory / "district.toml"
    file.write_text(text, encoding="utf-8")
    return file


def district(directory: Path, text: str) -> District:
    return reading.read(written(directory, text), RULE_CODES)


def demonstration() -> str:
    return DEMONSTRATION.read_text(encoding="utf-8")


def with_sixth_member() -> str:
    return demonstration() + SIXTH_MEMBER.read_text(encoding="utf-8")


def replaced(text: str, old: str, new: str) -> str:
    """The text with its one occurrence of `old` replaced."""
    assert text.count(old) == 1, old
    return text.replace(old, new)
