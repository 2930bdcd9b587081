"""Every secret value that the account has ever had, for tests that look for leaks."""

import json
from typing import Any

from moto.secretsmanager.models import SecretsManagerBackend

_values: set[str] = set()


def install() -> None:
    """Notes each value as it is stored: rotated and deleted ones are leaks too where they turn up."""
    add = SecretsManagerBackend._add_secret

    def add_secret(self: Any, secret_id: str, secret_string: str | None = None, *args: Any, **kwargs: Any) -> Any:
        if secret_string:
            _values.update(_parts(secret_string))
        return add(self, secret_id, secret_string, *args, **kwargs)

    SecretsManagerBackend._add_secret = add_secret  # type: ignore[method-assign]


def secret_values() -> list[str]:
    """Each value as it was stored, and each password in one that is JSON."""
    return sorted(_values)


def _parts(value: str) -> list[str]:
    try:
        document = json.loads(value)
    except ValueError:
        return [value]
    if not isinstance(document, dict):
        return [value]
    # A user's name is in logs and outputs by right.
    return [value, *(str(part) for name, part in document.items() if "password" in name.lower())]
