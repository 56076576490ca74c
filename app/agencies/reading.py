"""From a file to a district whose entries fit together, or everything that is wrong with it."""

import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.agencies import faults
from app.agencies.district import District
from app.agencies.faults import DistrictInvalid, Fault
from app.agencies.registrations import Registration
from app.core.languages import Text


def read(path: Path, rule_codes: Collection[str]) -> District:
    """The district in this file, or `DistrictInvalid`.

    `rule_codes` are the deadline rules whose term a station may set.
    """
    content = _content(path)
    try:
        district = District.model_validate(content)
    except ValidationError as invalid:
        raise DistrictInvalid(path.name, faults.of_schema(content, invalid)) from invalid
    if misfits := [*_misfits(district), *_unknown_rules(district, rule_codes)]:
        raise DistrictInvalid(path.name, misfits)
    return district


def _content(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as unreadable:
        text = Text("无法读取文件，请核对路径与权限", "Cannot be read; check path and permissions")
        raise DistrictInvalid(path.name, [Fault("(file)", text)]) from unreadable
    except ValueError as malformed:
        text = Text(f"不是 UTF-8 编码的 TOML：{malformed}", f"Not TOML in UTF-8: {malformed}")
        raise DistrictInvalid(path.name, [Fault("(file)", text)]) from malformed


def _misfits(district: District) -> Iterator[Fault]:
    yield from _repeated("agencies", [member.kind for member in district.agencies])
    yield from _repeated("windows", [window.id for window in district.windows])
    yield from _repeated("clients", [client.client_id for client in district.clients])
    yield from _leads(district)
    yield from _windows(district)
    for client in district.clients:
        place = f"clients[{client.client_id}]"
        found = (check(district, client) for check in _CLIENT_CHECKS)
        yield from (Fault(f"{place}.{key}", text) for key, text in filter(None, found))


def _repeated(table: str, names: list[str]) -> Iterator[Fault]:
    text = Text("出现不止一次，请只保留一个", "Stands here more than once; keep one")
    repeated = (name for name, count in Counter(names).items() if count > 1)
    yield from (Fault(f"{table}[{name}]", text) for name in repeated)


def _leads(district: District) -> Iterator[Fault]:
    strangers = (lead for lead in district.lead_agencies if not _is_member(district, lead))
    yield from (Fault("lead_agencies", _no_member(lead)) for lead in strangers)


def _windows(district: District) -> Iterator[Fault]:
    for window in district.windows:
        if not window.id.startswith(f"{district.division}-"):
            yield Fault(f"windows[{window.id}].id", _other_division(district))
        if not _is_member(district, window.agency):
            yield Fault(f"windows[{window.id}].agency", _no_member(window.agency))


def _unknown_rules(district: District, rule_codes: Collection[str]) -> Iterator[Fault]:
    text = Text(
        f"服务站不能设置此期限，请改为以下之一：{'、'.join(sorted(rule_codes))}",
        f"Not a time limit that a station sets; use one of {', '.join(sorted(rule_codes))}",
    )
    local = district.rules
    named = [(f"rules.deadlines.{code}", code) for code in local.deadlines]
    named += [("rules.switched_on", code) for code in sorted(local.switched_on)]
    yield from (Fault(place, text) for place, code in named if code not in rule_codes)


Misfit = tuple[str, Text] | None
"""The key of a client entry that does not fit the rest of the file, and what to do."""


def _division(district: District, client: Registration) -> Misfit:
    if client.client_id.startswith(f"{district.division}-"):
        return None
    return "client_id", _other_division(district)


def _agency(district: District, client: Registration) -> Misfit:
    if client.agency == district.platform or client.agency in district.members:
        return None
    return "agency", _no_member(client.agency)


def _former(district: District, client: Registration) -> Misfit:
    member = district.members.get(client.agency)
    if member is None or member.active or not client.active:
        return None
    return "active", Text(
        "所属机关已停用，请设为 false 或删除此客户端",
        "Its agency is no longer a member; set false or remove the client",
    )


def _roles(district: District, client: Registration) -> Misfit:
    if client.is_platform == (client.agency == district.platform):
        return None
    return "roles", Text(
        f"平台角色只属于 {district.platform}，且它只有平台角色",
        f"Platform roles belong to {district.platform}, which has no others",
    )


def _units(district: District, client: Registration) -> Misfit:
    member = district.members.get(client.agency)
    walls = frozenset(member.walls) if member else frozenset()
    if walls.issuperset(client.units) and bool(walls) == bool(client.units):
        return None
    if not walls:
        return "units", Text("此机关不分设单位，请删除", "Its agency has no units; remove them")
    listed = ", ".join(sorted(walls))
    return "units", Text(
        f"须写明属于哪些单位：{listed}", f"Name the units that it speaks for: {listed}"
    )


_CLIENT_CHECKS: tuple[Callable[[District, Registration], Misfit], ...] = (
    _division,
    _agency,
    _former,
    _roles,
    _units,
)


def _is_member(district: District, agency: str) -> bool:
    member = district.members.get(agency)
    return member is not None and member.active


def _no_member(agency: str) -> Text:
    return Text(
        f"{agency} 不是有效成员，请先在 [[agencies]] 中登记并启用，或改用其他机关",
        f"{agency} is not an active member; add it to [[agencies]] or name another agency",
    )


def _other_division(district: District) -> Text:
    return Text(
        f"属于其他区划，须以 {district.division}- 开头",
        f"Of another division; begin it with {district.division}-",
    )
