"""The one account that is emulated, and the way to what moto keeps for it."""

from collections.abc import Iterator
from typing import Any

from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID

ACCOUNT_ID = DEFAULT_ACCOUNT_ID


def backend_of(service: str, region: str) -> Any:
    """moto's store of one service in one region, e.g. `backend_of("rds", "eu-west-1")`."""
    return get_backend(service)[ACCOUNT_ID][region]  # type: ignore[call-overload]


def backends_of(service: str) -> Iterator[Any]:
    """moto's stores of one service in all regions that have been used so far."""
    yield from list(get_backend(service)[ACCOUNT_ID].values())  # type: ignore[call-overload]
