"""Strata's emulated AWS account: moto, the calls that it lacks, and the parts that are real. See README.md."""

import os

# moto reads these when it is imported, so they must be set before any of our modules does that.
os.environ.update(
    {
        # AWS's own managed policies exist, as in every account: AmazonSSMManagedInstanceCore and the like.
        "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
        # A certificate is validated at once, not after a minute.
        "MOTO_ACM_VALIDATION_WAIT": "0",
        # Tasks of an ECS service are running as soon as it is asked for them.
        "MOTO_ECS_SERVICE_RUNNING": "1",
    }
)
