"""The Runtime API that a function's process speaks: one small HTTP server for each process, as on AWS."""

import queue
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Optional

# Lambda quotas: 6 MB for a synchronous answer, and this is where the Runtime API really stops.
MAX_RESPONSE_BYTES = 6_291_556


@dataclass(frozen=True)
class NextEvent:
    """What the process is given to do."""

    request_id: str
    payload: bytes
    deadline_ms: int
    function_arn: str
    trace_id: str


@dataclass
class Outcome:
    """What it made of it."""

    payload: bytes = b""
    is_error: bool = False
    done: threading.Event = field(default_factory=threading.Event)

    def settle(self, payload: bytes, is_error: bool) -> None:
        if not self.done.is_set():
            self.payload, self.is_error = payload, is_error
            self.done.set()


class RuntimeApi:
    """`GET …/invocation/next`, `POST …/invocation/{id}/response`, `…/error` and `…/init/error`."""

    def __init__(self) -> None:
        self._events: "queue.Queue[Optional[NextEvent]]" = queue.Queue()
        self.waits_for_event = threading.Event()
        """The process has done its work, or its init, and asks for more."""
        self.init_error: Optional[bytes] = None
        self.outcome: Optional[Outcome] = None
        api = self

        class Handler(_RuntimeHandler):
            runtime = api

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.5}, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def give(self, event: NextEvent) -> Outcome:
        self.outcome = Outcome()
        self.waits_for_event.clear()
        self._events.put(event)
        return self.outcome

    def next_event(self) -> Optional[NextEvent]:
        self.waits_for_event.set()
        return self._events.get()

    def close(self) -> None:
        self._events.put(None)
        # Its thread is waited for: never from within one of its own requests.
        threading.Thread(target=self._close_server, daemon=True).start()

    def _close_server(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _RuntimeHandler(BaseHTTPRequestHandler):
    runtime: RuntimeApi
    protocol_version = "HTTP/1.1"
    # Head and body in two segments would wait for each other's acknowledgement.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:  # noqa: N802 - the library's name
        event = self.runtime.next_event() if self.path.endswith("/invocation/next") else None
        if event is None:
            self._answer(410, b"")
            return
        self._answer(
            200,
            event.payload,
            {
                "Lambda-Runtime-Aws-Request-Id": event.request_id,
                "Lambda-Runtime-Deadline-Ms": str(event.deadline_ms),
                "Lambda-Runtime-Invoked-Function-Arn": event.function_arn,
                "Lambda-Runtime-Trace-Id": event.trace_id,
            },
        )

    def do_POST(self) -> None:  # noqa: N802 - the library's name
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.endswith("/init/error"):
            self.runtime.init_error = body
            self.runtime.waits_for_event.set()
        elif self.runtime.outcome is not None:
            _settle(self.runtime.outcome, body, is_error=self.path.endswith("/error"))
        self._answer(202, b"")

    def _answer(self, status: int, body: bytes, headers: Optional[dict[str, str]] = None) -> None:
        try:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            # The process has just been killed.
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass


def _settle(outcome: Outcome, body: bytes, is_error: bool) -> None:
    if len(body) > MAX_RESPONSE_BYTES:
        message = f"Response payload size exceeded maximum allowed payload size ({MAX_RESPONSE_BYTES} bytes)."
        body = b'{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"%s"}' % message.encode()
        is_error = True
    outcome.settle(body, is_error)
