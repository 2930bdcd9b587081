"""The folder where everything of one emulator lies, and the guard that sees to its end."""

import json
import os
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path

# Waits for the end of the process that holds its input open, however that ends; then nothing of it may be left: no
# database server, no function, no data. A process that was ended in good order has taken its file away itself.
_GUARD = """
cat >/dev/null
for file in "$0"/processes/*; do
  [ -e "$file" ] && kill -9 -- "-${file##*/}" 2>/dev/null
done
rm -rf "$0"
"""


class StateFolder:
    """What the parts of the emulator keep on disk: databases, unpacked functions, Lambda's /var/runtime."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._processes = self.folder("processes")
        self._hosts: dict[str, int] = {}
        self._lock = threading.Lock()
        self.write_hosts({})
        self._guard = subprocess.Popen(
            ["sh", "-c", _GUARD, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # Ctrl-C goes to the whole foreground group: the guard has to outlive it.
            start_new_session=True,
        )

    def folder(self, *names: str) -> Path:
        """A folder below the state folder, made unless it is there, for nobody else to read."""
        path = self.path.joinpath(*names)
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path

    def started(self, process_group: int) -> None:
        """Tells the guard of a child that leads a process group of its own."""
        (self._processes / str(process_group)).touch()

    def ended(self, process_group: int) -> None:
        (self._processes / str(process_group)).unlink(missing_ok=True)

    @property
    def hosts_file(self) -> Path:
        """What the emulated network knows: `{"host:port": port on loopback}`. Functions look names up here."""
        return self.path / "hosts.json"

    def write_hosts(self, changes: Mapping[str, int | None]) -> None:
        """Adds names to the emulated network; None takes one away."""
        with self._lock:
            for name, port in changes.items():
                if port is None:
                    self._hosts.pop(name, None)
                else:
                    self._hosts[name] = port
            draft = self.hosts_file.with_suffix(".draft")
            draft.write_text(json.dumps(self._hosts))
            os.replace(draft, self.hosts_file)

    def close(self) -> None:
        """Lets the guard do its work and waits for it."""
        if self._guard.stdin:
            self._guard.stdin.close()
        self._guard.wait()
