"""`$context`: what API Gateway knows about the request that it is handling.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
"""

from __future__ import annotations

import base64
import os
import re
import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timezone
from hashlib import sha256
from typing import Any

from .definition import Operation
from .deployed_stage import DeployedStage
from .http_message import HttpRequest


def _extended_request_id() -> str:
    return base64.b64encode(os.urandom(11)).decode()


_TRACE_ROOT = re.compile(r"\bRoot=(1-[0-9a-f]{8}-[0-9a-f]{24})\b")


def _trace_root(request: HttpRequest) -> str:
    """The caller's trace goes on; otherwise one begins."""
    sent = _TRACE_ROOT.search(request.headers.get("X-Amzn-Trace-Id") or "")
    return sent.group(1) if sent else f"1-{int(time.time()):08x}-{os.urandom(12).hex()}"


@dataclass
class RequestContext:
    stage: DeployedStage
    request: HttpRequest
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    extended_request_id: str = field(default_factory=_extended_request_id)
    started: float = field(default_factory=time.time)
    operation: Operation | None = None
    #: What the authorizer found out about the caller, if it looked.
    claims: dict[str, str] | None = None
    #: Filled in while the request is handled, for gateway responses and logs.
    more: dict[str, Any] = field(default_factory=dict)
    trace_root: str = field(init=False)

    def __post_init__(self) -> None:
        self.trace_root = _trace_root(self.request)

    @property
    def trace_id(self) -> str:
        return f"Root={self.trace_root}"

    @property
    def method_arn(self) -> str:
        stage, path = self.stage, self.request.path.lstrip("/")
        return (
            f"arn:aws:execute-api:{stage.region}:{stage.account_id}:{stage.api_id}"
            f"/{stage.name}/{self.request.method}/{path}"
        )

    def variables(self) -> dict[str, Any]:
        """The whole of `$context`, nested as its names are."""
        return {**self.for_function(), "xrayTraceId": self.trace_root, **self.more}

    def for_function(self) -> dict[str, Any]:
        """The part of it that a function gets as `requestContext`.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
        """
        stage, request = self.stage, self.request
        return {
            **self._resource(),
            "httpMethod": request.method,
            "extendedRequestId": self.extended_request_id,
            "requestTime": datetime.fromtimestamp(self.started, timezone.utc).strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "path": f"/{stage.name}{request.path}",
            "accountId": stage.account_id,
            "protocol": request.protocol,
            "stage": stage.name,
            "domainPrefix": stage.api_id,
            "requestTimeEpoch": int(self.started * 1000),
            "requestId": self.request_id,
            "identity": self._identity(),
            "domainName": stage.domain_name,
            "deploymentId": stage.deployment_id,
            "apiId": stage.api_id,
            **({} if self.claims is None else {"authorizer": {"claims": self.claims}}),
        }

    def _resource(self) -> dict[str, str]:
        if self.operation is None:
            return {}
        name = self.operation.name
        return {
            "resourceId": sha256(self.operation.path.encode()).hexdigest()[:6],
            "resourcePath": self.operation.path,
            **({} if name is None else {"operationName": name}),
        }

    def _identity(self) -> dict[str, str | None]:
        nobody = (
            "cognitoIdentityPoolId",
            "accountId",
            "cognitoIdentityId",
            "caller",
            "principalOrgId",
            "accessKey",
            "cognitoAuthenticationType",
            "cognitoAuthenticationProvider",
            "userArn",
            "user",
        )
        return {
            **dict.fromkeys(nobody, None),
            "sourceIp": self.request.source_ip,
            "userAgent": self.request.headers.get("User-Agent"),
        }
