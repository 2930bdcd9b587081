"""EC2 Auto Scaling: what it tells of groups and scaling policies, and instance refreshes."""

import secrets
from typing import Any

import moto.autoscaling.models as models
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult


def install() -> None:
    _tell_policies_as_aws_does()
    _keep_all_of_a_group()
    _delete_hooks_too()
    AutoScalingResponse.start_instance_refresh = _start_refresh  # type: ignore[attr-defined]
    AutoScalingResponse.describe_instance_refreshes = _describe_refreshes  # type: ignore[attr-defined]


def _tell_policies_as_aws_does() -> None:
    """Every plan would change a target-tracking policy: AWS says that it is enabled, and nothing of prediction."""
    init = models.FakeScalingPolicy.__init__

    def policy(self: Any, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **kwargs)
        self.enabled = True
        self.predictive_scaling_configuration = self.predictive_scaling_configuration or None

    models.FakeScalingPolicy.__init__ = policy  # type: ignore[method-assign]


def _keep_all_of_a_group() -> None:
    """moto drops the warm-up and the maintenance policy of a group: every plan would set them again."""

    def keep(method: Any) -> Any:
        def create_or_update(self: Any) -> Any:
            answer = method(self)
            group = self.autoscaling_backend.autoscaling_groups[self._get_param("AutoScalingGroupName")]
            warmup = self._get_param("DefaultInstanceWarmup")
            if warmup is not None:
                group.default_instance_warmup = int(warmup)
            policy = self._get_param("InstanceMaintenancePolicy")
            if policy is not None:
                group.instance_maintenance_policy = policy
            return answer

        return create_or_update

    for name in ("create_auto_scaling_group", "update_auto_scaling_group"):
        setattr(AutoScalingResponse, name, keep(getattr(AutoScalingResponse, name)))


def _delete_hooks_too() -> None:
    """moto leaves the lifecycle hooks of a deleted group: the next group of that name would have them."""
    delete = models.AutoScalingBackend.delete_auto_scaling_group

    def delete_group(self: Any, group_name: str) -> None:
        delete(self, group_name)
        for name in [name for name in self.lifecycle_hooks if name.startswith(f"{group_name}_")]:
            del self.lifecycle_hooks[name]

    models.AutoScalingBackend.delete_auto_scaling_group = delete_group  # type: ignore[method-assign]


def _start_refresh(self: Any) -> ActionResult:
    """
    The provider starts one when a group's launch template changes, and without it the apply fails. Here all instances
    are replaced at once.
    """
    group = self.autoscaling_backend.autoscaling_groups[self._get_param("AutoScalingGroupName")]
    self.autoscaling_backend.ec2_backend.terminate_instances([each.instance.id for each in group.instance_states])
    group.instance_states = []
    group.set_desired_capacity(group.desired_capacity)
    refresh = {
        "InstanceRefreshId": f"refresh-{secrets.token_hex(8)}",
        "AutoScalingGroupName": group.name,
        "Status": "Successful",
        "PercentageComplete": 100,
    }
    group.__dict__.setdefault("_strata_refreshes", []).insert(0, refresh)
    return ActionResult({"InstanceRefreshId": refresh["InstanceRefreshId"]})


def _describe_refreshes(self: Any) -> ActionResult:
    group = self.autoscaling_backend.autoscaling_groups[self._get_param("AutoScalingGroupName")]
    wanted = self._get_param("InstanceRefreshIds")
    refreshes = group.__dict__.get("_strata_refreshes", [])
    found = [each for each in refreshes if not wanted or each["InstanceRefreshId"] in wanted]
    return ActionResult({"InstanceRefreshes": found})
