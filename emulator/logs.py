"""Writing to log groups, as AWS's services do for what they run."""

import time

from moto.logs.exceptions import ResourceNotFoundException

from emulator.account import backend_of


def write_log_lines(group: str, stream: str, lines: list[str], region: str) -> None:
    """
    Appends lines to a stream, which is made when it isn't there.

    A group that isn't there loses them: that is what happens to a service whose role may not make groups, and ours
    may not.
    """
    if not lines:
        return
    backend = backend_of("logs", region)
    now = int(time.time() * 1000)
    try:
        backend.ensure_log_stream(group, stream)
        backend.put_log_events(group, stream, [{"timestamp": now, "message": line} for line in lines])
    except ResourceNotFoundException:
        return
