"""An API's resource policy: who may call which method, by the caller's address.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from .definition_reader import NotEmulated

_SOURCE_IP = "aws:sourceip"


@dataclass(frozen=True)
class Statement:
    allows: bool
    resources: tuple[str, ...]
    #: (whether it must lie inside, ranges); all must hold.
    source_ips: tuple[tuple[bool, tuple[str, ...]], ...]

    def applies(self, method_arn: str, source_ip: str) -> bool:
        return any(fnmatchcase(method_arn, resource) for resource in self.resources) and all(
            _lies_in(source_ip, ranges) == inside for inside, ranges in self.source_ips
        )


@dataclass(frozen=True)
class ResourcePolicy:
    statements: tuple[Statement, ...]

    def allows(self, method_arn: str, source_ip: str) -> bool:
        """Only an explicit allow lets a caller in, and an explicit deny beats it."""
        applying = [statement for statement in self.statements if statement.applies(method_arn, source_ip)]
        return bool(applying) and all(statement.allows for statement in applying)


def read_policy(text: str) -> ResourcePolicy:
    """
    :raises NotEmulated: for a principal, action or condition that isn't judged here
    """
    statements = _parse(text)["Statement"]
    return ResourcePolicy(tuple(_read_statement(statement) for statement in _as_list(statements)))


def _parse(text: str) -> Mapping[str, Any]:
    try:
        return json.loads(text)
    except ValueError:
        # API Gateway shows policies with their quotes escaped, and takes them that way too.
        return json.loads(json.loads(f'"{text}"'))


def _read_statement(statement: Mapping[str, Any]) -> Statement:
    if statement.get("Principal") not in ("*", {"AWS": "*"}):
        raise NotEmulated(f"the principal {statement.get('Principal')!r} in an API's policy")
    for action in _as_list(statement["Action"]):
        if action.lower() not in ("execute-api:invoke", "execute-api:*", "*"):
            raise NotEmulated(f"the action {action} in an API's policy")
    return Statement(
        allows=statement["Effect"] == "Allow",
        resources=tuple(_whole_arn(resource) for resource in _as_list(statement["Resource"])),
        source_ips=tuple(_read_conditions(statement.get("Condition", {}))),
    )


def _whole_arn(resource: str) -> str:
    """`execute-api:/*` is short for this API's own ARN: API Gateway fills it in."""
    short = re.match(r"^execute-api:/(.*)$", resource)
    return f"arn:*:execute-api:*:*:*/{short.group(1)}" if short else resource


def _read_conditions(conditions: Mapping[str, Mapping[str, Any]]) -> list[tuple[bool, tuple[str, ...]]]:
    read = []
    for operator, keys in conditions.items():
        for key, values in keys.items():
            if operator not in ("IpAddress", "NotIpAddress") or key.lower() != _SOURCE_IP:
                raise NotEmulated(f"the condition {operator} of {key} in an API's policy")
            read.append((operator == "IpAddress", tuple(_as_list(values))))
    return read


def _lies_in(address: str, ranges: tuple[str, ...]) -> bool:
    ip = ipaddress.ip_address(address)
    return any(ip in ipaddress.ip_network(text, strict=False) for text in ranges)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
