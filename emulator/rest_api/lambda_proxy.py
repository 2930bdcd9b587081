"""Lambda proxy integrations: the function answers; API Gateway waits only so long.

https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout

from emulator.lambda_ import FunctionNotFound, Invocation, TooManyRequests, function_allows, invoke_function

from .definition import LambdaProxyIntegration
from .gateway_error import GatewayError
from .http_message import HttpResponse
from .proxy_answer import proxy_answer
from .proxy_event import proxy_event
from .request_context import RequestContext

# Lambda's limit on what a caller that waits may send.
_PAYLOAD_LIMIT = 6 * 1024 * 1024


def answer(integration: LambdaProxyIntegration, context: RequestContext) -> HttpResponse:
    """
    :raises GatewayError: for everything but a well-formed answer in time
    """
    arn = integration.function_arn
    _check_permission(arn, context)
    event = proxy_event(context)
    if len(event) > _PAYLOAD_LIMIT:
        raise GatewayError(
            "REQUEST_TOO_LARGE",
            log=f"Execution failed: {len(event)} byte payload is too large (limit {_PAYLOAD_LIMIT} bytes)",
        )
    invocation = _wait(_start(arn, event, context), integration)
    if invocation.function_error is not None:
        raise GatewayError("DEFAULT_5XX", status=502, log="Lambda execution failed due to customer function error")
    response = proxy_answer(invocation.payload, context)
    response.headers.set("X-Amzn-Trace-Id", context.trace_id)
    return response


def _check_permission(arn: str, context: RequestContext) -> None:
    """The function's own policy must let this API, stage, method and path in."""
    assert context.operation is not None, "only a routed request has an integration"
    stage, operation = context.stage, context.operation
    # The resource's path, its parameters as a star: what a permission for one method is written for.
    path = "/".join("*" if part.startswith("{") else part for part in operation.path.lstrip("/").split("/"))
    api = f"arn:aws:execute-api:{stage.region}:{stage.account_id}:{stage.api_id}"
    source = f"{api}/{stage.name}/{operation.method}/{path}"
    try:
        allowed = function_allows(arn, principal="apigateway.amazonaws.com", source_arn=source)
    except FunctionNotFound as error:
        raise GatewayError("API_CONFIGURATION_ERROR", log=f"there is no function {arn}") from error
    if not allowed:
        raise GatewayError(
            "API_CONFIGURATION_ERROR",
            log="Execution failed due to configuration error: Invalid permissions on Lambda function",
        )


def _start(arn: str, event: bytes, context: RequestContext) -> Future[Invocation]:
    """In a thread of its own: what API Gateway gives up on goes on in Lambda."""
    future: Future[Invocation] = Future()

    def run() -> None:
        try:
            future.set_result(invoke_function(arn, event, region=context.stage.region, trace_id=context.trace_id))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told to the one who waits
            future.set_exception(error)

    threading.Thread(target=run, name=f"invoke {context.request_id}", daemon=True).start()
    return future


def _wait(future: Future[Invocation], integration: LambdaProxyIntegration) -> Invocation:
    try:
        return future.result(timeout=integration.timeout_ms / 1000)
    except FutureTimeout as error:
        raise GatewayError(
            "INTEGRATION_TIMEOUT", log=f"Execution failed due to a timeout error after {integration.timeout_ms} ms"
        ) from error
    except FunctionNotFound as error:
        raise GatewayError("API_CONFIGURATION_ERROR", log=f"there is no function {integration.function_arn}") from error
    except TooManyRequests as error:
        # "If the Lambda API rejects the invocation request, API Gateway returns a 500 error code."
        raise GatewayError("DEFAULT_5XX", log="Lambda throttled the invocation: Rate Exceeded") from error
