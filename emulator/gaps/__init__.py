"""
The calls that Terraform's AWS provider makes for our systems and that moto 5.2.1 lacks or answers otherwise than AWS.

One file for each service; each gap says what fails without it. They reach into moto's insides, so the version is
pinned (see README.md).
"""

from emulator.gaps import (
    apigateway,
    application_autoscaling,
    autoscaling,
    ec2,
    ecs,
    efs,
    elasticache,
    rds,
    s3,
)


def install() -> None:
    """Mends moto; before the first request."""
    for gap in (apigateway, application_autoscaling, autoscaling, ec2, ecs, efs, elasticache, rds, s3):
        gap.install()
