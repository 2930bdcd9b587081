"""The environment variables of a function's process."""

import os
from pathlib import Path
from typing import Any

from emulator.context import context


def process_environment(function: Any, runtime_api: str, log_stream: str, root: Path, scratch: Path) -> dict[str, str]:
    """
    What the deployment says, and Lambda's reserved variables over it (Lambda Developer Guide, "Defined runtime
    environment variables"). Nothing of the machine's environment but the PATH: a developer's real AWS keys must not
    get here.
    """
    return {
        **{str(name): str(value) for name, value in function.environment_vars.items()},
        "PATH": os.environ.get("PATH", ""),
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "_HANDLER": function.handler,
        "AWS_REGION": function.region,
        "AWS_DEFAULT_REGION": function.region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.run_time}",
        "AWS_LAMBDA_FUNCTION_NAME": function.function_name,
        "AWS_LAMBDA_FUNCTION_VERSION": version_of(function),
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_size),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": function.logs_group_name,
        "AWS_LAMBDA_LOG_STREAM_NAME": log_stream,
        "AWS_LAMBDA_RUNTIME_API": runtime_api,
        "LAMBDA_TASK_ROOT": str(root),
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        # The role's keys. moto takes any.
        "AWS_ACCESS_KEY_ID": "ASIAEMULATEDFUNCTION",
        "AWS_SECRET_ACCESS_KEY": "emulated",
        "AWS_SESSION_TOKEN": "emulated",
        # The one difference to AWS: where AWS's services are.
        "AWS_ENDPOINT_URL": context().endpoint,
        # Port 9 is "discard": nobody listens to traces here.
        "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:9",
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        # Read and taken away again by node/surroundings.cjs.
        "STRATA_RUNTIME_FOLDER": str(context().state.folder("runtime")),
        "STRATA_HOSTS_FILE": str(context().state.hosts_file),
    }


def version_of(function: Any) -> str:
    """moto numbers an unpublished function 1 or calls it $LATEST; only a published one has a number in its ARN."""
    return str(function.version) if function.function_arn.count(":") > 6 else "$LATEST"
