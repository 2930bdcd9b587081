"""Invoking a function: which process answers, and when there is none to spare."""

import secrets
import threading
import time
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Optional

from moto.awslambda.exceptions import UnknownFunctionException

from emulator.account import backend_of, backends_of
from emulator.lambda_.environment import version_of
from emulator.lambda_.sandbox import Sandbox

# Lambda's default quota for an account's region (Lambda Developer Guide, "Lambda quotas").
_ACCOUNT_CONCURRENCY = 1_000

# How long an idle process is kept. Lambda promises nothing; it is minutes.
_KEEP_IDLE_SECONDS = 300


class FunctionNotFound(Exception):
    """There is no function of that name."""


class TooManyRequests(Exception):
    """As many executions as are allowed are under way; `reason` is AWS's."""

    def __init__(self, reason: str) -> None:
        super().__init__("Rate Exceeded.")
        self.reason = reason


@dataclass(frozen=True)
class Invocation:
    """What became of an invocation."""

    payload: bytes
    """What the handler returned, or `{"errorType", "errorMessage", "trace"}`."""
    function_error: Optional[str]
    """`Unhandled` after an error, a time-out or a crash."""
    log: str
    """What was logged meanwhile, from START to REPORT."""
    request_id: str
    executed_version: str


@dataclass
class _Pool:
    """The processes of one function."""

    idle: list[Sandbox] = field(default_factory=list)
    busy: set[Sandbox] = field(default_factory=set)
    revision: tuple[Any, ...] = ()


_pools: dict[str, _Pool] = {}
_lock = threading.Lock()


def invoke_function(
    name_or_arn: str,
    payload: bytes,
    *,
    region: Optional[str] = None,
    qualifier: Optional[str] = None,
    trace_id: Optional[str] = None,
) -> Invocation:
    """
    Runs a function's handler on a JSON event and waits for its end, which its own time-out enforces.

    :param region: needed for a bare name; an ARN says it
    :raises FunctionNotFound: naming it
    :raises TooManyRequests: the function's reserved concurrency or the account's is used up
    """
    function = find_function(name_or_arn, region, qualifier)
    sandbox = _take(function)
    try:
        result = sandbox.invoke(payload, trace_id or _new_trace())
    finally:
        _give_back(function, sandbox)
    return Invocation(result.payload, result.function_error, result.log, result.request_id, version_of(function))


def find_function(name_or_arn: str, region: Optional[str] = None, qualifier: Optional[str] = None) -> Any:
    """moto's function of that name or ARN. Raises FunctionNotFound."""
    parts = name_or_arn.split(":")
    where = parts[3] if name_or_arn.startswith("arn:") else region
    for backend in [backend_of("lambda", where)] if where else backends_of("lambda"):
        try:
            return backend.get_function(name_or_arn, qualifier)
        except UnknownFunctionException:
            continue
    raise FunctionNotFound(f"Function not found: {name_or_arn}")


def function_allows(name_or_arn: str, principal: str, source_arn: str) -> bool:
    """Whether the function's resource policy lets a service invoke it for one of its resources."""
    for statement in find_function(name_or_arn).policy.statements:
        pattern = statement.get("Condition", {}).get("ArnLike", {}).get("AWS:SourceArn", "*")
        if statement.get("Principal", {}).get("Service") == principal and fnmatchcase(source_arn, pattern):
            return True
    return False


def shut_down() -> None:
    """Ends every process."""
    with _lock:
        sandboxes = [sandbox for pool in _pools.values() for sandbox in [*pool.idle, *pool.busy]]
        _pools.clear()
    for sandbox in sandboxes:
        sandbox.end()


def discard_processes_of(function_arn: str) -> None:
    """A deleted function's processes have nothing left to do."""
    with _lock:
        pool = _pools.pop(function_arn, _Pool())
    for sandbox in pool.idle:
        sandbox.end()


def _take(function: Any) -> Sandbox:
    """An idle process of the function's current code and configuration, or a new one."""
    with _lock:
        pool = _pools.setdefault(function.function_arn, _Pool())
        outdated = _remove_outdated(pool, _revision(function))
        try:
            _check_concurrency(function, pool)
            sandbox = pool.idle.pop() if pool.idle else Sandbox(function)
            pool.busy.add(sandbox)
        finally:
            for each in outdated:
                each.end()
    return sandbox


def _give_back(function: Any, sandbox: Sandbox) -> None:
    with _lock:
        pool = _pools.get(function.function_arn)
        if pool is not None:
            pool.busy.discard(sandbox)
            # Code or configuration may have changed while it ran.
            if sandbox.is_usable and pool.revision == _revision(function):
                pool.idle.append(sandbox)
                return
    if sandbox.is_usable:
        sandbox.end()


def _remove_outdated(pool: _Pool, revision: tuple[Any, ...]) -> list[Sandbox]:
    now = time.monotonic()
    keep, remove = [], []
    for sandbox in pool.idle:
        current = pool.revision == revision and sandbox.is_usable and now - sandbox.idle_since < _KEEP_IDLE_SECONDS
        (keep if current else remove).append(sandbox)
    pool.idle, pool.revision = keep, revision
    return remove


def _revision(function: Any) -> tuple[Any, ...]:
    """What makes a process of a function another one."""
    return (
        function.code_sha_256,
        function.handler,
        function.run_time,
        function.memory_size,
        function.timeout,
        function.role,
        tuple(sorted(function.environment_vars.items())),
    )


def _check_concurrency(function: Any, pool: _Pool) -> None:
    reserved = function.reserved_concurrency
    if reserved is not None and str(reserved) != "":
        if len(pool.busy) >= int(reserved):
            raise TooManyRequests("ReservedFunctionConcurrentInvocationLimitExceeded")
    elif sum(len(each.busy) for each in _pools.values()) >= _ACCOUNT_CONCURRENCY:
        raise TooManyRequests("ConcurrentInvocationLimitExceeded")


def _new_trace() -> str:
    root = f"1-{int(time.time()):08x}-{secrets.token_hex(12)}"
    return f"Root={root};Parent={secrets.token_hex(8)};Sampled=1"
