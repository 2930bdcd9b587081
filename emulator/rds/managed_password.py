"""The master user's password when RDS manages it: in a secret of its own, rotated by RDS."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import moto.rds.models as rds
from moto.secretsmanager.models import SecretsManagerBackend

from emulator.rds.database_server import DatabaseServer
from emulator.rds.master_user import new_password


def install(databases: Callable[[], Iterator[tuple[Any, DatabaseServer]]]) -> None:
    """:param databases: the instances and clusters that have a server"""
    rds.MasterUserSecret._generate_secret_string = _secret_string  # type: ignore[method-assign]
    _rotate_for_real(databases)


def master_password(resource: Any) -> str:
    """The password of an instance's or a cluster's master user, managed or given."""
    if getattr(resource, "manage_master_user_password", False):
        return str(json.loads(resource.master_user_secret.secret.secret_string)["password"])
    return str(getattr(resource, "_master_user_password", "") or "")


def _secret_string(self: Any) -> str:
    # moto's is the same for everybody: {"username": "admin", "password": "P@55w0rd!"}.
    return json.dumps({"username": self.resource.master_username, "password": new_password()})


def _rotate_for_real(databases: Callable[[], Iterator[tuple[Any, DatabaseServer]]]) -> None:
    """
    A secret that RDS manages is rotated by RDS, not by a function: it gives its master user a new password and then
    the secret the new value. moto only moves the label AWSCURRENT to a version without a value.
    """
    rotate = SecretsManagerBackend.rotate_secret

    def rotate_secret(self: Any, secret_id: str, *args: Any, **kwargs: Any) -> str:
        secret = self.secrets.get(secret_id)
        owner = next((each for each in databases() if _is_secret_of(each[0], secret)), None)
        if owner is None or not kwargs.get("rotate_immediately", True):
            return str(rotate(self, secret_id, *args, **kwargs))
        resource, server = owner
        password = new_password()
        server.set_master_password(password)
        value = json.dumps({"username": resource.master_username, "password": password})
        self.put_secret_value(secret.secret_id, value, None, None, ["AWSCURRENT"])
        return str(secret.to_short_dict())

    SecretsManagerBackend.rotate_secret = rotate_secret  # type: ignore[method-assign]


def _is_secret_of(resource: Any, secret: Any) -> bool:
    managed = getattr(resource, "master_user_secret", None)
    return secret is not None and managed is not None and managed.secret.arn == secret.arn
