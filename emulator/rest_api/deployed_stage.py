"""What a stage serves: a definition that its deployment froze, under settings that the stage may change at any time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulator.account import backends_of

from .definition import ApiDefinition
from .resource_policy import ResourcePolicy


@dataclass(frozen=True)
class FrozenApi:
    """All of an API that takes effect with a deployment only: the definition, its policy, its types of bodies."""

    definition: ApiDefinition
    policy: ResourcePolicy | None
    binary_media_types: tuple[str, ...]
    #: Bytes from which on answers are compressed; None when they never are.
    minimum_compression_size: int | None


@dataclass(frozen=True)
class DeployedStage:
    api_id: str
    account_id: str
    region: str
    deployment_id: str
    name: str
    frozen: FrozenApi
    variables: Mapping[str, str]
    #: `<resource path, its slashes as ~1>/<method>` or `*/*` → settings, in the API's own names.
    method_settings: Mapping[str, Mapping[str, Any]]
    access_log: Mapping[str, str] | None
    tracing: bool

    @property
    def domain_name(self) -> str:
        return f"{self.api_id}.execute-api.{self.region}.amazonaws.com"

    def method_setting(self, path: str, method: str, key: str) -> Any:
        """A setting of one method, or else of all of them; None when neither is set."""
        own = f"{path.lstrip('/').replace('/', '~1')}/{method}"
        for name in (own, f"~1{own}", "*/*"):
            if key in self.method_settings.get(name, {}):
                return self.method_settings[name][key]
        return None


def find_stage(api_id: str, stage_name: str) -> DeployedStage | None:
    """None for what AWS answers with Forbidden: no such API or stage, or an API whose own address is switched off."""
    # An id doesn't tell its region.
    for backend in backends_of("apigateway"):
        api = backend.apis.get(api_id)
        if api is not None:
            return None if api.disableExecuteApiEndpoint else _deployed_stage(api, stage_name)
    return None


def _deployed_stage(api: Any, stage_name: str) -> DeployedStage | None:
    stage = api.stages.get(stage_name)
    deployment = None if stage is None else api.deployments.get(stage.deployment_id)
    frozen = getattr(deployment, "frozen_api", None)
    if stage is None or frozen is None:
        return None
    return DeployedStage(
        api_id=api.id,
        account_id=api.account_id,
        region=api.region_name,
        deployment_id=stage.deployment_id,
        name=stage_name,
        frozen=frozen,
        variables=dict(stage.variables),
        method_settings=stage.method_settings,
        access_log=stage.access_log_settings,
        tracing=bool(stage.tracing_enabled),
    )
