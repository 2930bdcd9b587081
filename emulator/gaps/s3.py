"""S3: bucket policies with conditions."""

import json
from typing import Any

import moto.s3.models as models
from moto.iam.access_control import IAMPolicy, PermissionResult


def install() -> None:
    """
    moto judges bucket policies without their conditions: "deny what doesn't come over TLS" denies everything, and the
    state bucket can't be used any more. A deny with a condition is left out: what asks for TLS is met on AWS by every
    client, and here by none.
    """
    models.FakeBucket.get_permission = _get_permission  # type: ignore[method-assign]


def _get_permission(self: Any, action: str, resource: str) -> PermissionResult:
    if self.policy is None:
        return PermissionResult.NEUTRAL
    policy = json.loads(self.policy.decode())
    statements = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
    policy["Statement"] = [each for each in statements if each["Effect"] != "Deny" or not each.get("Condition")]
    if not policy["Statement"]:
        return PermissionResult.NEUTRAL
    return IAMPolicy(json.dumps(policy)).is_action_permitted(action, resource)
