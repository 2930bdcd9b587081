"""A function's deployed package, unpacked once for all of its processes."""

import io
import threading
import zipfile
from pathlib import Path
from typing import Any

from emulator.context import context

_lock = threading.Lock()


def task_root(function: Any) -> Path:
    """The folder with the files of a function's zip: what is /var/task on Lambda."""
    folder = context().state.folder("functions") / function.code_sha_256.replace("/", "_").replace("+", "-").rstrip("=")
    with _lock:
        if not folder.exists():
            with zipfile.ZipFile(io.BytesIO(function.code_bytes)) as package:
                # Python's own extraction keeps every entry below the folder.
                package.extractall(folder)
    return folder
