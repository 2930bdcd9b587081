"""What an imported OpenAPI document says, in the form that serving a request needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class MockResponse:
    """The integration response of a mock whose status matches `pattern`; `default` matches what no other does."""

    pattern: str
    status: int
    #: `method.response.header.<name>` → mapping expression.
    parameters: Mapping[str, str]
    #: Content type → VTL.
    templates: Mapping[str, str]


@dataclass(frozen=True)
class MockIntegration:
    #: Content type → VTL that must render to JSON with a `statusCode`.
    request_templates: Mapping[str, str]
    #: `when_no_match`, `when_no_templates` or `never`.
    passthrough: str
    responses: tuple[MockResponse, ...]


@dataclass(frozen=True)
class LambdaProxyIntegration:
    function_arn: str
    timeout_ms: int


@dataclass(frozen=True)
class RequiredParameter:
    name: str
    #: `path`, `query` or `header`.
    location: str


@dataclass(frozen=True)
class Validation:
    """What is checked before the integration. A part that isn't checked is empty."""

    required_parameters: tuple[RequiredParameter, ...] = ()
    #: Content type → JSON Schema (draft 4) with everything that it refers to.
    models: Mapping[str, Mapping[str, Any]] | None = None


@dataclass(frozen=True)
class CognitoAuthorizer:
    #: The request's header that holds the token.
    header: str
    user_pool_arns: tuple[str, ...]
    #: With scopes an access token is wanted, without any an identity token.
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    #: The resource's path with its parameters, e.g. `/personnel/{id}`.
    path: str
    #: `ANY` serves every method that has no operation of its own.
    method: str
    name: str | None
    integration: MockIntegration | LambdaProxyIntegration
    validation: Validation
    authorizer: CognitoAuthorizer | None


@dataclass(frozen=True)
class GatewayResponse:
    status: int | None
    #: `gatewayresponse.header.<name>` → mapping expression.
    parameters: Mapping[str, str]
    #: Content type → text with variables.
    templates: Mapping[str, str]


@dataclass(frozen=True)
class ApiDefinition:
    operations: tuple[Operation, ...]
    #: By response type.
    gateway_responses: Mapping[str, GatewayResponse]
