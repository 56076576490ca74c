"""What loading a district would change: its entries as rows beside the stored ones."""

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from app.agencies.district import District, Member
from app.agencies.kinds import Kind
from app.agencies.registrations import Registration
from app.auth.actor import WHOLE_AGENCY
from app.core.languages import Code, Text

Row = Mapping[str, object]
Rows = Mapping[str, Row]


class Subject(Code):
    STATION = "station", "服务站", "station"
    RULE = "rule", "本地规则", "local rule"
    AGENCY = "agency", "机关", "agency"
    WINDOW = "window", "窗口", "window"
    CLIENT = "client", "客户端", "client"


class Deed(Code):
    ADDED = "added", "新增", "Added"
    CHANGED = "changed", "变更", "Changed"
    RETIRED = "retired", "停用", "Retired"


Register = Mapping[Subject, Rows]
"""All entries of one division by subject and id, as the tables hold them."""


class Difference(NamedTuple):
    """One value of an entry; there is nothing before what is added."""

    name: str
    before: object
    after: object


class Change(NamedTuple):
    """What happens to one entry; a retired one stays stored, but for windows, and is not used."""

    deed: Deed
    subject: Subject
    id: str
    differences: tuple[Difference, ...] = ()

    @property
    def text(self) -> Text:
        """One line for whoever must confirm it, with every value that comes into force."""
        values = "; ".join(_shown(self.deed, difference) for difference in self.differences)
        tail = (f"：{values}", f": {values}") if values else ("", "")
        return Text(
            f"{self.deed.zh}{self.subject.zh} {self.id}{tail[0]}",
            f"{self.deed.en} {self.subject.en} {self.id}{tail[1]}",
        )


def diff(district: District, stored: Register) -> list[Change]:
    """What must change for the stored entries to say what the file says; empty when they do."""
    wanted = register_of(district)
    changes = (_compared(subject, wanted[subject], stored[subject]) for subject in Subject)
    return [change for found in changes for change in found]


def register_of(district: District) -> Register:
    """The rows that the file stands for."""
    station = {
        "division": district.division,
        "name_zh": district.name_zh,
        "name_en": district.name_en,
        "lead_agencies": list(district.lead_agencies),
    }
    return {
        Subject.STATION: {district.division: station},
        Subject.RULE: rule_rows(district.rules.model_dump(mode="json")),
        Subject.AGENCY: {id_: _agency(district, id_) for id_ in district.members},
        Subject.WINDOW: {window.id: window.model_dump() for window in district.windows},
        Subject.CLIENT: {client.client_id: _client(client) for client in district.clients},
    }


def rule_rows(rules: Mapping[str, object]) -> Rows:
    """Each rule as an entry of its own, so that a change shows by its name."""
    return {name: {"value": value} for name, value in rules.items()}


def _agency(district: District, agency: str) -> Row:
    member = district.members[agency]
    name = _kind_name(member)
    return {
        "id": agency,
        "division": district.division,
        "kind": member.kind,
        "kind_zh": name.zh,
        "kind_en": name.en,
        "name_zh": member.name_zh,
        "name_en": member.name_en,
        "units": sorted(member.walls),
        "purposes": sorted(member.purposes or ()),
        "is_active": member.active,
    }


def _kind_name(member: Member) -> Text:
    if member.is_known:
        return Kind(member.kind).text
    return Text(member.kind_zh or "", member.kind_en or "")


def _client(client: Registration) -> Row:
    return {
        "client_id": client.client_id,
        "agency": client.agency,
        "issuer": client.issuer,
        "name": client.name,
        "units": sorted(client.units) or [WHOLE_AGENCY],
        "roles": sorted(client.roles),
        "scopes": sorted(client.scopes),
        "clearance": client.clearance,
        "is_active": client.active,
    }


def _compared(subject: Subject, wanted: Rows, stored: Rows) -> Iterator[Change]:
    for id_, row in wanted.items():
        if id_ not in stored:
            yield Change(Deed.ADDED, subject, id_, _differences({}, row))
        elif differences := _differences(stored[id_], row):
            yield Change(_deed(differences), subject, id_, differences)
    for id_, row in stored.items():
        if id_ not in wanted and row.get("is_active", True):
            yield Change(Deed.RETIRED, subject, id_)


def _differences(before: Row, after: Row) -> tuple[Difference, ...]:
    return tuple(
        Difference(name, before.get(name), value)
        for name, value in after.items()
        if name not in before or before[name] != value
    )


def _deed(differences: tuple[Difference, ...]) -> Deed:
    retired = any(d.name == "is_active" and d.after is False for d in differences)
    return Deed.RETIRED if retired else Deed.CHANGED


def _shown(deed: Deed, difference: Difference) -> str:
    before, after = _written(difference.before), _written(difference.after)
    if deed is Deed.ADDED:
        return f"{difference.name} {after}"
    return f"{difference.name} {before} → {after}"


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
