"""RDS with real servers behind its endpoints."""

from emulator.rds.moto_patches import install
from emulator.rds.servers import databases, parameters_of, shut_down

__all__ = ["databases", "install", "parameters_of", "shut_down"]
