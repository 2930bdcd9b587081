"""Turns an error of API Gateway's own into the answer that the API's gateway responses say.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
"""

from __future__ import annotations

import json

from . import media_types
from .definition import ApiDefinition, GatewayResponse
from .gateway_error import GatewayError
from .http_message import Headers, HttpResponse
from .request_context import RequestContext
from .variables import mapped_value, substitute

_HEADER = "gatewayresponse.header."
_UNCHANGED = GatewayResponse(
    status=None, parameters={}, templates={media_types.DEFAULT: '{"message":$context.error.messageString}'}
)


def gateway_response(error: GatewayError, context: RequestContext) -> HttpResponse:
    context.more["error"] = _error_variables(error)
    response = _find(context.stage.frozen.definition, error)
    headers = Headers()
    content_type, template = next(iter((response.templates or _UNCHANGED.templates).items()))
    headers.add("Content-Type", content_type)
    headers.add("x-amzn-ErrorType", error.error_type)
    for destination, expression in response.parameters.items():
        value = mapped_value(expression, context)
        if destination.startswith(_HEADER) and value is not None:
            headers.set(destination.removeprefix(_HEADER), value)
    return HttpResponse(
        status=response.status or error.status,
        headers=headers,
        # No VTL here: variables only.
        body=substitute(template, context, missing="").encode(),
    )


def _find(definition: ApiDefinition, error: GatewayError) -> GatewayResponse:
    """A type without a response of its own falls back to the default of its class, status included if that has one."""
    fallback = "DEFAULT_4XX" if error.status < 500 else "DEFAULT_5XX"
    responses = definition.gateway_responses
    return responses.get(error.response_type) or responses.get(fallback) or _UNCHANGED


def _error_variables(error: GatewayError) -> dict[str, str | None]:
    return {
        "message": error.message,
        # With its quotes, so that a template can hold it unquoted.
        "messageString": json.dumps(error.message),
        "responseType": error.response_type,
        "validationErrorString": error.validation_error,
    }
