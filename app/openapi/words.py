"""What the document says in words: its description, its tags, its server."""

from typing import Final

DESCRIPTION: Final = """\
联动：欠薪案件跨部门移送服务。法院、检察院、总工会、司法局、人力资源和社会保障局（及按配置加入的其他机关）
在同一份记录上登记、研判、移送、受理、补正、退回与办结；每件工作在任何时刻只有一个责任机关，每个法定期限自行起算。

Liandong: inter-agency referral of wage-arrears cases. Court, procuratorate, trade-union federation,
justice bureau and human-resources bureau, and further members by configuration, work on one record;
each piece of work has exactly one responsible agency at every instant, and clocks run by
themselves.

新建须带 `Idempotency-Key`，更改须带 `If-Match`；错误为 RFC 9457 文档，`code` 永不改变。

Creates need an `Idempotency-Key`, changes an `If-Match`; errors are RFC 9457 documents whose `code`
never changes.
"""

TAGS: Final = [
    ("referrals", "移送：一件工作从一个机关交到另一个机关。", "A piece of work handed over."),
    ("cases", "案件：线索、当事人、劳动者、请求与联合研判。", "The folder and the joint triage."),
    ("evidence", "取证请求：向有职权的机关逐项请求证据。", "Items that another agency can obtain."),
    ("deadlines", "期限：随事件起算、停止的时钟。", "Clocks that follow events."),
    ("events", "事件：案件时间线与机关事件流。", "The timeline and the feed."),
    ("webhooks", "回调：向本机关系统推送事件。", "Events pushed to your own system."),
    ("agencies", "机关：本站成员、窗口与职权。", "Members, windows and powers."),
    ("meta", "自述：身份、状态机与代码表。", "Identity, lifecycles and code lists."),
]

SERVER: Final = {
    "url": "/",
    "description": "反向代理的同一来源 · The origin of the proxy (production or local)",
    "x-internal": True,
}
