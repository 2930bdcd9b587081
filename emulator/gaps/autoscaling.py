"""EC2 Auto Scaling: what it tells of a scaling policy."""

from typing import Any

import moto.autoscaling.models as models


def install() -> None:
    """A target-tracking policy would be changed by every plan: AWS says that it is enabled and nothing of prediction."""
    init = models.FakeScalingPolicy.__init__

    def policy(self: Any, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **kwargs)
        self.enabled = True
        self.predictive_scaling_configuration = self.predictive_scaling_configuration or None

    models.FakeScalingPolicy.__init__ = policy  # type: ignore[method-assign]
