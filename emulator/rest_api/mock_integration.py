"""MOCK integrations: API Gateway answers without calling anything, as it does CORS preflights.

https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
"""

from __future__ import annotations

import json
import re
from typing import Any

from . import media_types
from .definition import MockIntegration, MockResponse
from .gateway_error import GatewayError
from .http_message import Headers, HttpResponse
from .request_context import RequestContext
from .variables import mapped_value
from .velocity import render
from .velocity_syntax import TemplateError


def answer(integration: MockIntegration, context: RequestContext) -> HttpResponse:
    """
    :raises GatewayError: UNSUPPORTED_MEDIA_TYPE, or API_CONFIGURATION_ERROR for templates that fail
    """
    response = _choose(integration.responses, _status(integration, context))
    content_type, body, overrides = _render_body(response, context)
    headers = Headers([("Content-Type", content_type)])
    for destination, expression in response.parameters.items():
        value = mapped_value(expression, context)
        if value is not None:
            headers.set(destination.removeprefix("method.response.header."), value)
    for name, value in overrides.get("header", {}).items():
        headers.set(name, str(value))
    return HttpResponse(status=int(overrides.get("status", response.status)), headers=headers, body=body.encode())


def _status(integration: MockIntegration, context: RequestContext) -> int:
    """What the request template makes of the request must be JSON that names a status."""
    document = _request_document(integration, context)
    try:
        return int(json.loads(document)["statusCode"])
    except (ValueError, TypeError, KeyError) as error:
        raise GatewayError(
            "API_CONFIGURATION_ERROR", log="Unable to parse statusCode. It should be an integer in the mock's request"
        ) from error


def _request_document(integration: MockIntegration, context: RequestContext) -> str:
    templates, request = integration.request_templates, context.request
    template = media_types.choose(templates, media_types.essence(request.headers.get("Content-Type")))
    if template is not None:
        return _rendered(template, context)[0]
    if integration.passthrough == "never" or (integration.passthrough == "when_no_templates" and templates):
        raise GatewayError("UNSUPPORTED_MEDIA_TYPE")
    return request.body.decode("utf-8", "replace")


def _choose(responses: tuple[MockResponse, ...], status: int) -> MockResponse:
    # A mock's pattern is held against its status.
    for response in responses:
        if response.pattern != "default" and re.fullmatch(response.pattern, str(status)):
            return response
    default = next((response for response in responses if response.pattern == "default"), None)
    if default is None:
        raise GatewayError("API_CONFIGURATION_ERROR", log=f"No match for output mapping and no default: {status}")
    return default


def _render_body(response: MockResponse, context: RequestContext) -> tuple[str, str, dict[str, Any]]:
    if not response.templates:
        return media_types.DEFAULT, "", {}
    content_type, template = next(iter(response.templates.items()))
    return content_type, *_rendered(template, context)


def _rendered(template: str, context: RequestContext) -> tuple[str, dict[str, Any]]:
    try:
        return render(template, context)
    except TemplateError as error:
        raise GatewayError("API_CONFIGURATION_ERROR", log=f"a mapping template failed: {error}") from error
