"""What the service publishes about itself."""

from app.core.fields import View


class MeView(View):
    """Who the token says that the caller is, after our own registration has been asked."""

    agency: str
    kind: str
    unit: str
    division: str
    role: str
    client_id: str
    subject: str
    on_behalf_of: str | None
    scopes: list[str]
    permissions: list[str]


class CodeView(View):
    code: str
    zh: str
    en: str


class CodeList(View):
    name: str
    codes: list[CodeView]


class ErrorView(View):
    """A published error: the code never changes; `advice` says what to do next."""

    code: str
    status: int
    title_zh: str
    title_en: str
    advice_zh: str
    advice_en: str


class CodesView(View):
    lists: list[CodeList]
    errors: list[ErrorView]
    field_codes: list[CodeView]


class StateView(View):
    state: str
    zh: str
    en: str


class TransitionView(View):
    """One row of a lifecycle: an empty `to` keeps the state, several are chosen by the caller."""

    action: str
    zh: str
    en: str
    sources: list[str]
    targets: list[str]
    permission: str
    scope: str
    roles: list[str]
    standings: list[str]
    agency_kinds: list[str]
    event: str
    only_after: dict[str, str]
    only_within: dict[str, str]


class LifecycleView(View):
    name: str
    states: list[StateView]
    transitions: list[TransitionView]


class LifecyclesView(View):
    items: list[LifecycleView]
