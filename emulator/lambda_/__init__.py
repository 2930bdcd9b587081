"""Lambda with real processes behind its functions."""

from emulator.lambda_.invoke import (
    FunctionNotFound,
    Invocation,
    TooManyRequests,
    function_allows,
    invoke_function,
    shut_down,
)
from emulator.lambda_.moto_patches import install

__all__ = [
    "FunctionNotFound",
    "Invocation",
    "TooManyRequests",
    "function_allows",
    "install",
    "invoke_function",
    "shut_down",
]
