"""
The calls that Terraform's AWS provider makes for our systems and that moto 5.2.1 lacks or answers otherwise than AWS.

One file for each service; each gap says what fails without it. They reach into moto's insides, so the version is
pinned (see README.md).
"""

from emulator.gaps import (
    apigateway,
    application_autoscaling,
    autoscaling,
    cognito,
    ec2,
    ecs,
    efs,
    elasticache,
    rds,
    route53,
    s3,
)


def install() -> None:
    """Mends moto; before the first request."""
    apigateway.install()
    application_autoscaling.install()
    autoscaling.install()
    cognito.install()
    ec2.install()
    ecs.install()
    efs.install()
    elasticache.install()
    rds.install()
    route53.install()
    s3.install()
