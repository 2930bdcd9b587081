"""Request validators: what API Gateway checks before it calls the integration.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft4Validator

from . import media_types
from .definition import RequiredParameter, Validation
from .gateway_error import GatewayError
from .http_message import HttpRequest


def validate(validation: Validation, request: HttpRequest) -> None:
    """
    :raises GatewayError: BAD_REQUEST_PARAMETERS or BAD_REQUEST_BODY
    """
    _check_parameters(validation.required_parameters, request)
    if validation.models:
        # "If no matching content type is found, request validation is not performed."
        model = media_types.choose(validation.models, media_types.essence(request.headers.get("Content-Type")))
        if model is not None:
            _check_body(model, request.body)


def _check_parameters(required: tuple[RequiredParameter, ...], request: HttpRequest) -> None:
    # Only that they are there and not blank: API Gateway doesn't hold parameters against their schemas.
    missing = [parameter.name for parameter in required if not (_value(parameter, request) or "").strip()]
    if missing:
        raise GatewayError(
            "BAD_REQUEST_PARAMETERS", f"Missing required request parameters: [{', '.join(sorted(missing))}]"
        )


def _value(parameter: RequiredParameter, request: HttpRequest) -> str | None:
    if parameter.location == "path":
        return request.path_parameters.get(parameter.name)
    if parameter.location == "query":
        return request.query_parameter(parameter.name)
    return request.headers.get(parameter.name)


def _check_body(model: Mapping[str, Any], body: bytes) -> None:
    try:
        # No body counts as an empty object.
        value = json.loads(body or b"{}")
    except ValueError as error:
        raise _invalid_body("the body isn't JSON") from error
    # Models are JSON Schema draft 4, in which a format is a remark.
    problems = [problem.message for problem in Draft4Validator(model).iter_errors(value)]
    if problems:
        raise _invalid_body("; ".join(sorted(problems)))


def _invalid_body(problems: str) -> GatewayError:
    log = f"Request body does not match model schema: {problems}"
    return GatewayError("BAD_REQUEST_BODY", log=log, validation_error=problems)
