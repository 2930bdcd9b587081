"""What the parameter groups of a database say, for the server that stands for it."""

from typing import Any


def instance_parameters(instance: Any) -> dict[str, str]:
    """The parameters that somebody has set in the group of an instance; AWS's default groups set none of ours."""
    groups = instance.backend.db_parameter_groups
    return _set_in(groups.get(instance.db_parameter_group_name or ""))


def cluster_parameters(cluster: Any) -> dict[str, str]:
    return _set_in(cluster.backend.db_cluster_parameter_groups.get(cluster.parameter_group or ""))


def _set_in(group: Any) -> dict[str, str]:
    if group is None:
        return {}
    return {
        name: str(parameter["ParameterValue"])
        for name, parameter in group.parameters.items()
        if parameter.get("ParameterValue") not in (None, "") and name.replace("_", "").isalnum()
    }
