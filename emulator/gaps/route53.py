"""Route 53: ids of hosted zones."""

import secrets
import string

import moto.route53.models as models


def install() -> None:
    """AWS's begin with Z, and our settings take no others for a zone: moto's begin with anything."""
    alphabet = string.ascii_uppercase + string.digits
    models.create_route53_zone_id = lambda *_, **__: "Z" + "".join(secrets.choice(alphabet) for _ in range(20))
