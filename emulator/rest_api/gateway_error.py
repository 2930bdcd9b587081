"""What API Gateway itself says no with, before any gateway response of the API dresses it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ResponseType:
    """A case in which API Gateway answers by itself: its status and its words, unless the API has others."""

    status: int
    message: str
    #: The `x-amzn-ErrorType` header, which no gateway response changes.
    error_type: str


_INTERNAL = "Internal server error"

# https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html (status codes). The
# types that are not here belong to what isn't emulated: API keys, quotas, WAF, signatures, calls of HTTP endpoints.
RESPONSE_TYPES: dict[str, ResponseType] = {
    "ACCESS_DENIED": ResponseType(403, "Access denied", "AccessDeniedException"),
    "API_CONFIGURATION_ERROR": ResponseType(500, _INTERNAL, "InternalServerErrorException"),
    "BAD_REQUEST_BODY": ResponseType(400, "Invalid request body", "BadRequestException"),
    "BAD_REQUEST_PARAMETERS": ResponseType(400, "Invalid request parameters", "BadRequestException"),
    # These two are the fall-backs of all others. By name they stand for what has no name of its own: a function's
    # error or a malformed answer (502), an invocation that Lambda refuses (500).
    "DEFAULT_4XX": ResponseType(400, "Bad request", "BadRequestException"),
    "DEFAULT_5XX": ResponseType(500, _INTERNAL, "InternalServerErrorException"),
    "INTEGRATION_TIMEOUT": ResponseType(504, "Endpoint request timed out", "InternalServerErrorException"),
    "MISSING_AUTHENTICATION_TOKEN": ResponseType(
        403, "Missing Authentication Token", "MissingAuthenticationTokenException"
    ),
    "REQUEST_TOO_LARGE": ResponseType(413, "Request Too Long", "RequestTooLongException"),
    "THROTTLED": ResponseType(429, "Too Many Requests", "TooManyRequestsException"),
    "UNAUTHORIZED": ResponseType(401, "Unauthorized", "UnauthorizedException"),
    "UNSUPPORTED_MEDIA_TYPE": ResponseType(415, "Unsupported Media Type", "UnsupportedMediaTypeException"),
}


class GatewayError(Exception):
    """Ends the handling of a request: API Gateway answers it by a gateway response of this type."""

    def __init__(
        self,
        response_type: str,
        message: str | None = None,
        *,
        status: int | None = None,
        log: str | None = None,
        validation_error: str | None = None,
    ) -> None:
        kind = RESPONSE_TYPES[response_type]
        #: For the caller. What went wrong inside belongs in `log`, which only the execution log shows.
        self.message = message or kind.message
        super().__init__(self.message)
        self.response_type = response_type
        self.error_type = kind.error_type
        self.status = status or kind.status
        self.log = log or self.message
        self.validation_error = validation_error
