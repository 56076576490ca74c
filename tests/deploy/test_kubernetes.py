from typing import Any

import pytest
import yaml

from app.settings import PREFIX, Settings
from tests.databases import ROOT

OBJECTS: list[dict[str, Any]] = list(
    yaml.safe_load_all((ROOT / "deploy" / "kubernetes" / "liandong.yaml").read_text())
)
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())
PODS = {
    o["metadata"]["name"]: o["spec"]["template"]["spec"] for o in OBJECTS if "template" in o["spec"]
}


def secrets_of(pod: dict[str, Any]) -> set[str]:
    (volume,) = (v["secret"] for v in pod["volumes"] if "secret" in v)
    return {entry["key"] for entry in volume["items"]}


@pytest.mark.parametrize("name", PODS)
def test_every_pod_is_shut_in(name: str) -> None:
    pod = PODS[name]
    (container,) = pod["containers"]

    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["resources"]["limits"]["memory"]


@pytest.mark.parametrize("name", PODS)
def test_a_pod_gets_the_secrets_of_its_service_and_no_others(name: str) -> None:
    assert secrets_of(PODS[name]) == set(COMPOSE["services"][name]["secrets"])


def test_only_settings_that_exist_are_given_as_files() -> None:
    known = {f"{PREFIX}{setting}".lower() for setting in Settings.model_fields}
    given = set().union(*(secrets_of(pod) for pod in PODS.values()))

    assert {name for name in given if name.startswith(PREFIX.lower())} <= known


def test_both_ways_of_deploying_use_the_same_proxy() -> None:
    assert PODS["proxy"]["containers"][0]["image"] == COMPOSE["services"]["proxy"]["image"]


def test_traffic_that_is_not_allowed_is_refused() -> None:
    policies = {o["metadata"]["name"]: o["spec"] for o in OBJECTS if o["kind"] == "NetworkPolicy"}

    assert policies["closed"] == {"podSelector": {}, "policyTypes": ["Ingress"]}
    assert policies["proxy-to-api"]["ingress"][0]["from"] == [
        {"podSelector": {"matchLabels": {"app": "proxy"}}}
    ]
