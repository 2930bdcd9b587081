"""Token buckets: a stage's limits on how often each of its methods is called.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from .deployed_stage import DeployedStage
from .gateway_error import GatewayError

# What an account may do in a region, where a stage sets no limits.
_ACCOUNT_RATE = 10_000.0
_ACCOUNT_BURST = 5_000


@dataclass
class _Bucket:
    tokens: float
    filled_at: float


class Throttle:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._buckets: dict[tuple[str, str, str, str], _Bucket] = {}

    def admit(self, stage: DeployedStage, path: str, method: str) -> None:
        """
        Takes a token. The stage's limits hold for each of its methods by itself.

        :raises GatewayError: THROTTLED when there is none
        """
        rate = stage.method_setting(path, method, "throttlingRateLimit")
        burst = stage.method_setting(path, method, "throttlingBurstLimit")
        key = (stage.api_id, stage.name, path, method)
        # -1 switches a stage's own limit off.
        limits = (
            _ACCOUNT_RATE if rate is None or rate < 0 else float(rate),
            _ACCOUNT_BURST if burst is None or burst < 0 else int(burst),
        )
        if not self._take(key, *limits):
            raise GatewayError("THROTTLED", log=f"{method} {path} is called more often than {limits[0]} a second")

    def _take(self, key: tuple[str, str, str, str], rate: float, burst: int) -> bool:
        with self._lock:
            now = time.monotonic()
            bucket = self._buckets.setdefault(key, _Bucket(tokens=burst, filled_at=now))
            bucket.tokens = min(burst, bucket.tokens + (now - bucket.filled_at) * rate)
            bucket.filled_at = now
            if bucket.tokens < 1:
                return False
            bucket.tokens -= 1
            return True
