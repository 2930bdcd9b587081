"""Reads an OpenAPI 3.0 document with API Gateway's extensions.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html

What isn't served here is refused when it is imported, by name: a definition is never served in part.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from moto.apigateway.exceptions import BadRequestException

from .definition import (
    ApiDefinition,
    CognitoAuthorizer,
    GatewayResponse,
    LambdaProxyIntegration,
    MockIntegration,
    MockResponse,
    Operation,
    RequiredParameter,
    Validation,
)

Document = Mapping[str, Any]

_METHODS = {"get", "put", "post", "delete", "patch", "head", "options", "x-amazon-apigateway-any-method"}
_FUNCTION_URI = re.compile(r"^arn:[^:]+:apigateway:[^:]+:lambda:path/2015-03-31/functions/([^/]+)/invocations$")
# What would change how an integration behaves and isn't served here.
_UNSERVED_INTEGRATION_KEYS = ("requestParameters", "credentials", "connectionType", "cacheKeyParameters", "tlsConfig")


class NotEmulated(BadRequestException):
    def __init__(self, what: str) -> None:
        super().__init__(f"not emulated: {what}. This API would be served otherwise than AWS does: leave it out")


def read_definition(document: Document) -> ApiDefinition:
    """
    :raises BadRequestException: what AWS refuses to import, or what isn't emulated
    """
    return ApiDefinition(
        operations=tuple(
            _read_operation(document, path, method, item)
            for path, items in document.get("paths", {}).items()
            for method, item in items.items()
            if _is_method(path, method)
        ),
        gateway_responses={
            name: _read_gateway_response(response)
            for name, response in document.get("x-amazon-apigateway-gateway-responses", {}).items()
        },
    )


def _is_method(path: str, key: str) -> bool:
    if key in ("parameters", "servers", "$ref"):
        raise NotEmulated(f"`{key}` of the path {path}")
    return key in _METHODS


def _read_operation(document: Document, path: str, key: str, item: Document) -> Operation:
    method = "ANY" if key == "x-amazon-apigateway-any-method" else key.upper()
    if "+}" in path:
        raise NotEmulated(f"the greedy path {path}")
    return Operation(
        path=path,
        method=method,
        name=item.get("operationId"),
        integration=_read_integration(f"{method} {path}", item),
        validation=_read_validation(document, item),
        authorizer=_read_authorizer(document, item),
    )


def _read_integration(where: str, item: Document) -> MockIntegration | LambdaProxyIntegration:
    integration = item.get("x-amazon-apigateway-integration")
    if integration is None:
        raise BadRequestException(f"No integration defined for method {where}")
    for key in _UNSERVED_INTEGRATION_KEYS:
        if key in integration:
            raise NotEmulated(f"`{key}` in the integration of {where}")
    kind = str(integration.get("type", "")).lower()
    if kind == "mock":
        return _read_mock(where, item, integration)
    if kind == "aws_proxy":
        return _read_lambda_proxy(where, integration)
    raise NotEmulated(f"the integration type {integration.get('type')!r} of {where}")


def _read_mock(where: str, item: Document, integration: Document) -> MockIntegration:
    responses = tuple(
        MockResponse(
            pattern=pattern,
            status=int(response["statusCode"]),
            parameters=response.get("responseParameters", {}),
            templates=response.get("responseTemplates", {}),
        )
        for pattern, response in integration.get("responses", {}).items()
    )
    for response in responses:
        _check_declared(where, item, response)
    return MockIntegration(
        request_templates=integration.get("requestTemplates", {}),
        passthrough=str(integration.get("passthroughBehavior", "when_no_match")).lower(),
        responses=responses,
    )


def _check_declared(where: str, item: Document, response: MockResponse) -> None:
    """AWS maps only to the headers that the method's own response declares."""
    declared = {str(status): answer for status, answer in item.get("responses", {}).items()}
    if str(response.status) not in declared:
        raise BadRequestException(
            f"Invalid response status code specified: {where} has no method response {response.status}"
        )
    headers = {name.lower() for name in declared[str(response.status)].get("headers", {})}
    for destination in response.parameters:
        if destination.removeprefix("method.response.header.").lower() not in headers:
            raise BadRequestException(
                f"Invalid mapping expression specified: {where} maps to {destination}, which isn't declared"
            )


def _read_lambda_proxy(where: str, integration: Document) -> LambdaProxyIntegration:
    uri = str(integration.get("uri", ""))
    match = _FUNCTION_URI.match(uri)
    if "${" in uri:
        raise NotEmulated(f"the stage variable in the function's address of {where}")
    if match is None:
        raise BadRequestException(f"Invalid lambda function: {where} has {uri!r}, no function's invoke ARN")
    if integration.get("httpMethod") != "POST":
        # AWS imports it and then fails every call: Lambda is only ever invoked by POST.
        raise BadRequestException(f"{where} calls Lambda by {integration.get('httpMethod')}: it wants POST")
    timeout = int(integration.get("timeoutInMillis", 29_000))
    if not 50 <= timeout <= 29_000:
        raise BadRequestException(f"Timeout should be between 50 ms and 29000 ms: {where} has {timeout}")
    return LambdaProxyIntegration(function_arn=match.group(1), timeout_ms=timeout)


def _read_validation(document: Document, item: Document) -> Validation:
    name = item.get("x-amazon-apigateway-request-validator", document.get("x-amazon-apigateway-request-validator"))
    if name is None:
        return Validation()
    validator = document.get("x-amazon-apigateway-request-validators", {}).get(name)
    if validator is None:
        raise BadRequestException(f"Invalid request validator specified: {name!r} isn't defined")
    return Validation(
        required_parameters=_required_parameters(item) if validator.get("validateRequestParameters") else (),
        models=_models(document, item) if validator.get("validateRequestBody") else None,
    )


def _required_parameters(item: Document) -> tuple[RequiredParameter, ...]:
    return tuple(
        RequiredParameter(name=parameter["name"], location=parameter["in"])
        for parameter in item.get("parameters", [])
        if parameter.get("required")
    )


def _models(document: Document, item: Document) -> Mapping[str, Document]:
    """Each with the document's components beside it, so that its references resolve within itself."""
    content = item.get("requestBody", {}).get("content", {})
    components = document.get("components", {})
    return {
        media_type.lower(): {"allOf": [entry["schema"]], "components": components}
        for media_type, entry in content.items()
        if "schema" in entry
    }


def _read_authorizer(document: Document, item: Document) -> CognitoAuthorizer | None:
    requirements = item.get("security", document.get("security", []))
    if not requirements:
        return None
    if len(requirements) != 1 or len(requirements[0]) != 1:
        raise NotEmulated("any but one security requirement on a method")
    ((name, scopes),) = requirements[0].items()
    scheme = document.get("components", {}).get("securitySchemes", {}).get(name, {})
    authorizer = scheme.get("x-amazon-apigateway-authorizer", {})
    if str(authorizer.get("type", "")).lower() != "cognito_user_pools":
        raise NotEmulated(f"the security scheme {name}, which isn't an authorizer of Cognito user pools")
    return CognitoAuthorizer(
        header=scheme["name"], user_pool_arns=tuple(authorizer["providerARNs"]), scopes=tuple(scopes)
    )


def _read_gateway_response(response: Document) -> GatewayResponse:
    status = response.get("statusCode")
    return GatewayResponse(
        status=None if status is None else int(status),
        parameters=response.get("responseParameters", {}),
        templates=response.get("responseTemplates", {}),
    )
