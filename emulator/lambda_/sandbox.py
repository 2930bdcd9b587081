"""One process of a function: it is initialised once, answers one event at a time, and is frozen in between."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import threading
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from emulator.context import context
from emulator.lambda_.environment import process_environment, version_of
from emulator.lambda_.package import task_root
from emulator.lambda_.runtime_api import NextEvent, Outcome, RuntimeApi
from emulator.logs import write_log_lines

_NODE_FOLDER = Path(__file__).with_name("node")

# Lambda's limit for the init phase (Lambda Developer Guide, "Understanding the Lambda execution environment
# lifecycle").
_INIT_SECONDS = 10


@dataclass(frozen=True)
class Result:
    request_id: str
    payload: bytes
    function_error: Optional[str]
    log: str


class Sandbox:
    """A process with its Runtime API, its log stream and its temporary folder."""

    def __init__(self, function: Any) -> None:
        self._function = function
        self._log_stream = time.strftime(f"%Y/%m/%d/[{version_of(function)}]", time.gmtime()) + secrets.token_hex(16)
        self._lines: list[str] = []
        self._end_seen = threading.Event()
        self._peak_kib = 0
        self._is_cold = True
        self._init_ms = 0.0
        self._api = RuntimeApi()
        self._scratch = context().state.folder("scratch", secrets.token_hex(8))
        self._started = time.monotonic()
        self._process = self._start()
        self._reader = threading.Thread(target=self._read_output, daemon=True)
        self._reader.start()
        self.idle_since = time.monotonic()

    @property
    def is_usable(self) -> bool:
        return self._process.poll() is None

    def invoke(self, payload: bytes, trace_id: str) -> Result:
        """
        Answers one event. Afterwards the process is frozen if it can answer another one, and gone if not: a time-out
        or a crash costs it, a thrown error doesn't.
        """
        request_id = str(uuid.uuid4())
        self._say(f"START RequestId: {request_id} Version: {version_of(self._function)}")
        self._signal(signal.SIGCONT)
        failure = self._initialize(request_id)
        began = time.monotonic()
        if failure is None:
            outcome = self._hand_over(request_id, payload, trace_id)
            failure = self._wait_for(outcome, request_id)
        duration_ms = (time.monotonic() - began) * 1000
        if failure is None:
            self._end_seen.wait(timeout=2)
            body, error = outcome.payload, "Unhandled" if outcome.is_error else None
            self._freeze()
        else:
            body, error = failure, "Unhandled"
            self.end()
        self._report(request_id, duration_ms)
        self.idle_since = time.monotonic()
        return Result(request_id, body, error, self._flush())

    def end(self) -> None:
        """The process's end, at once, with all that it has started."""
        self._signal(signal.SIGKILL)
        self._process.wait()
        self._reader.join(timeout=5)
        context().state.ended(self._process.pid)
        self._api.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _start(self) -> "subprocess.Popen[bytes]":
        root = task_root(self._function)
        memory = int(self._function.memory_size)
        process = subprocess.Popen(
            [
                context().node,
                # As Lambda's runtime does: a function that needs more than its memory ends.
                f"--max-old-space-size={memory * 9 // 10}",
                f"--require={_NODE_FOLDER / 'surroundings.cjs'}",
                str(_NODE_FOLDER / "bootstrap.mjs"),
            ],
            cwd=root,
            env=process_environment(self._function, self._api.address, self._log_stream, root, self._scratch),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        context().state.started(process.pid)
        return process

    def _initialize(self, request_id: str) -> Optional[bytes]:
        """Waits for a new process to load its code. What it answers is why it couldn't."""
        if not self._is_cold:
            return None
        deadline = self._started + _INIT_SECONDS + float(self._function.timeout)
        while not self._api.waits_for_event.wait(timeout=0.005):
            if not self.is_usable:
                return self._exit_error(request_id)
            if time.monotonic() > deadline:
                return self._timed_out(request_id)
        self._init_ms = (time.monotonic() - self._started) * 1000
        return self._api.init_error

    def _hand_over(self, request_id: str, payload: bytes, trace_id: str) -> Outcome:
        self._end_seen.clear()
        return self._api.give(
            NextEvent(
                request_id=request_id,
                payload=payload or b"{}",
                deadline_ms=int((time.time() + float(self._function.timeout)) * 1000),
                function_arn=self._function.function_arn,
                trace_id=trace_id,
            )
        )

    def _wait_for(self, outcome: Outcome, request_id: str) -> Optional[bytes]:
        deadline = time.monotonic() + float(self._function.timeout)
        while not outcome.done.wait(timeout=min(0.02, max(0.0, deadline - time.monotonic()))):
            if not self.is_usable and not outcome.done.is_set():
                return self._exit_error(request_id)
            if time.monotonic() >= deadline:
                return self._timed_out(request_id)
        return None

    def _timed_out(self, request_id: str) -> bytes:
        message = f"Task timed out after {float(self._function.timeout):.2f} seconds"
        self._say(f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime())}.000Z {request_id} {message}")
        return _error("Sandbox.Timedout", f"RequestId: {request_id} Error: {message}")

    def _exit_error(self, request_id: str) -> bytes:
        self._reader.join(timeout=5)
        code = self._process.wait()
        reason = f"signal: {_signal_name(-code)}" if code < 0 else f"exit status {code}"
        self._say(f"RequestId: {request_id} Error: Runtime exited with error: {reason}\nRuntime.ExitError")
        return _error("Runtime.ExitError", f"RequestId: {request_id} Error: Runtime exited with error: {reason}")

    def _freeze(self) -> None:
        """
        On Lambda nothing runs between two events: no timer fires, no connection is kept alive. The process asks for the
        next event first, so that it is thawed by its answer.
        """
        while not self._api.waits_for_event.wait(timeout=0.01):
            if not self.is_usable:
                # An error outside of the handler's promise: the answer came, and then the end.
                self.end()
                return
        self._is_cold = False
        self._signal(signal.SIGSTOP)

    def _signal(self, number: signal.Signals) -> None:
        if self._process.poll() is None:
            try:
                os.killpg(self._process.pid, number)
            except ProcessLookupError:
                return

    def _read_output(self) -> None:
        assert self._process.stdout is not None
        for raw in self._process.stdout:
            line = raw.decode(errors="replace").rstrip("\n")
            text, mark, end = line.partition("\0end ")
            if text:
                self._say(text)
            if mark:
                self._peak_kib = int(end.split()[1])
                self._end_seen.set()
        self._end_seen.set()

    def _say(self, line: str) -> None:
        self._lines.append(line)

    def _report(self, request_id: str, duration_ms: float) -> None:
        init = f"\tInit Duration: {self._init_ms:.2f} ms" if self._init_ms else ""
        self._init_ms = 0.0
        self._say(f"END RequestId: {request_id}")
        self._say(
            f"REPORT RequestId: {request_id}\tDuration: {duration_ms:.2f} ms"
            f"\tBilled Duration: {int(duration_ms) + 1} ms\tMemory Size: {self._function.memory_size} MB"
            f"\tMax Memory Used: {self._peak_kib // 1024} MB{init}\t"
        )

    def _flush(self) -> str:
        lines, self._lines = self._lines, []
        write_log_lines(self._function.logs_group_name, self._log_stream, lines, self._function.region)
        return "\n".join(lines) + "\n"


def _signal_name(number: int) -> str:
    return signal.Signals(number).name.removeprefix("SIG").lower()


def _error(error_type: str, message: str) -> bytes:
    return json.dumps({"errorType": error_type, "errorMessage": message}).encode()
