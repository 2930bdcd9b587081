"""What a stage does with a request, step by step."""

from __future__ import annotations

import sys
import time
import traceback

from . import cognito_authorizer, lambda_proxy, mock_integration
from .compression import compress_response, decompress_request
from .definition import MockIntegration, Operation
from .deployed_stage import DeployedStage
from .gateway_error import GatewayError
from .gateway_responses import gateway_response
from .http_message import HttpRequest, HttpResponse
from .request_context import RequestContext
from .request_validation import validate
from .routing import find_operation
from .stage_logs import write_access_log, write_execution_log
from .throttle import Throttle

_throttle = Throttle()


def handle(stage: DeployedStage, request: HttpRequest) -> HttpResponse:
    context = RequestContext(stage, request)
    try:
        response = _answer(context)
    except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer
        gateway_error = error if isinstance(error, GatewayError) else _fault(error)
        write_execution_log(gateway_error, context)
        response = gateway_response(gateway_error, context)
    _finish(response, context)
    return response


def _answer(context: RequestContext) -> HttpResponse:
    request, frozen = context.request, context.stage.frozen
    if request.is_too_large:
        raise GatewayError("REQUEST_TOO_LARGE")
    decompress_request(request, frozen.minimum_compression_size)
    operation, request.path_parameters = find_operation(frozen.definition, request.method, request.path)
    context.operation = operation
    # Before the authorizer: a request over a method's limit costs no authorizer's work.
    _throttle.admit(context.stage, operation.path, request.method)
    _authorize(operation, context)
    validate(operation.validation, request)
    return _integrate(operation, context)


def _authorize(operation: Operation, context: RequestContext) -> None:
    """
    First the token, then the resource policy.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
    """
    if operation.authorizer is not None:
        context.claims = cognito_authorizer.authorize(operation.authorizer, context.request)
    policy = context.stage.frozen.policy
    if policy is not None and not policy.allows(context.method_arn, context.request.source_ip):
        account = context.stage.account_id
        hidden = context.method_arn.replace(account, f"********{account[-4:]}")
        raise GatewayError(
            "ACCESS_DENIED",
            f"User: anonymous is not authorized to perform: execute-api:Invoke on resource: {hidden}",
        )


def _integrate(operation: Operation, context: RequestContext) -> HttpResponse:
    started = time.monotonic()
    try:
        if isinstance(operation.integration, MockIntegration):
            return mock_integration.answer(operation.integration, context)
        return lambda_proxy.answer(operation.integration, context)
    finally:
        context.more["integrationLatency"] = _milliseconds_since(started)


def _fault(error: Exception) -> GatewayError:
    """The emulator's own: told in full where it was started, hidden from the client as AWS hides its own."""
    traceback.print_exception(error, file=sys.stderr)
    return GatewayError("DEFAULT_5XX", log=f"Internal error: {type(error).__name__}")


def _finish(response: HttpResponse, context: RequestContext) -> None:
    compress_response(response, context.request, context.stage.frozen.minimum_compression_size)
    response.headers.set("x-amzn-RequestId", context.request_id)
    response.headers.set("x-amz-apigw-id", context.extended_request_id)
    context.more["status"] = response.status
    context.more["responseLength"] = len(response.body)
    context.more["responseLatency"] = int((time.time() - context.started) * 1000)
    write_access_log(context)


def _milliseconds_since(started: float) -> int:
    return int((time.monotonic() - started) * 1000)
