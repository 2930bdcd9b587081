"""ECS: what CreateService is told."""

from typing import Any

import moto.ecs.responses as responses
from moto.core.responses import ActionResult
from moto.core.utils import camelcase_to_underscores

# moto keeps these when a service is updated and drops them when it is made: the second plan would set them again.
_KEPT = {
    "enableECSManagedTags": "enable_ecs_managed_tags",
    **{
        name: camelcase_to_underscores(name)
        for name in (
            "enableExecuteCommand",
            "healthCheckGracePeriodSeconds",
            "deploymentConfiguration",
            "capacityProviderStrategy",
        )
    },
}


def install() -> None:
    response = responses.EC2ContainerServiceResponse
    create = response.create_service

    def create_service(self: Any) -> ActionResult:
        create(self)
        wanted = self._get_params()
        service = self.ecs_backend._get_service(wanted.get("cluster", "default"), wanted["serviceName"])
        # AWS's own default, which the provider then expects.
        service.availability_zone_rebalancing = wanted.get("availabilityZoneRebalancing", "DISABLED")
        for name, attribute in _KEPT.items():
            if wanted.get(name) is not None:
                setattr(service, attribute, wanted[name])
        if wanted.get("capacityProviderStrategy"):
            service.launch_type = None
        return ActionResult({"service": service})

    response.create_service = create_service  # type: ignore[method-assign]
