"""Which operation of the API a request means."""

from __future__ import annotations

from urllib.parse import unquote

from .definition import ApiDefinition, Operation
from .gateway_error import GatewayError


def find_operation(definition: ApiDefinition, method: str, path: str) -> tuple[Operation, dict[str, str]]:
    """
    The operation and its path parameters, decoded: "REST APIs decode URL-encoded request parameters before passing them
    to backend integrations".

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html

    :raises GatewayError: 403 Missing Authentication Token, AWS's answer to a path or method that the API doesn't have
    """
    segments = _segments(path)
    matches = [
        (operation, parameters)
        for operation in definition.operations
        if operation.method in (method, "ANY") and (parameters := _match(operation.path, segments)) is not None
    ]
    if not matches:
        raise GatewayError("MISSING_AUTHENTICATION_TOKEN", log=f"no resource and method for {method} {path}")
    # A literal segment beats a parameter, from left to right; then a method of its own beats ANY.
    return min(matches, key=lambda match: (_parameter_positions(match[0].path), match[0].method == "ANY"))


def _segments(path: str) -> list[str]:
    # A slash at the end makes no difference to API Gateway.
    return path.rstrip("/").split("/")[1:]


def _match(template: str, segments: list[str]) -> dict[str, str] | None:
    expected = _segments(template)
    if len(expected) != len(segments):
        return None
    parameters: dict[str, str] = {}
    for part, segment in zip(expected, segments):
        if _is_parameter(part):
            if segment == "":
                return None
            parameters[part[1:-1]] = unquote(segment)
        elif part != unquote(segment):
            return None
    return parameters


def _parameter_positions(template: str) -> list[bool]:
    return [_is_parameter(part) for part in _segments(template)]


def _is_parameter(part: str) -> bool:
    return part.startswith("{") and part.endswith("}")
