"""Serves the REST APIs that are deployed in the emulated account, from nothing but their deployed definitions."""

from .application import application
from .imported_documents import install

__all__ = ["application", "install"]
