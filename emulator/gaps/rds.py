"""RDS's control plane. The servers are emulator/rds/."""

import secrets
import string
from collections.abc import Iterable
from typing import Any

import moto.rds.models as models


def install() -> None:
    _tell_instances_apart()
    _mark_parameters_as_ours()
    _tell_no_scaling_of_provisioned_clusters()
    _delete_automated_snapshots_too()


def _tell_instances_apart() -> None:
    """
    moto gives every instance the same resource id, by which the provider reads it: with two of them the apply fails.
    And it drops what concerns Performance Insights and monitoring: every plan would set it again. AWS's default for the
    certificate's authority is rsa2048-g1; with another one the provider changes it at once and waits 80 seconds more.
    """
    init = models.DBInstance.__init__

    def instance(self: Any, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("ca_certificate_identifier", "rds-ca-rsa2048-g1")
        init(self, *args, **kwargs)
        alphabet = string.ascii_uppercase + string.digits
        self.dbi_resource_id = "db-" + "".join(secrets.choice(alphabet) for _ in range(26))
        for name in ("performance_insights_kms_key_id", "monitoring_interval", "monitoring_role_arn"):
            if kwargs.get(name) is not None:
                setattr(self, name, kwargs[name])
        if kwargs.get("enable_performance_insights"):
            self.performance_insights_enabled = True
            # AWS's default, in days.
            self.performance_insights_retention_period = kwargs.get("performance_insights_retention_period") or 7

    models.DBInstance.__init__ = instance  # type: ignore[method-assign]


def _mark_parameters_as_ours() -> None:
    """The provider reads back parameters with the source `user` only: without it every plan would set them again."""

    def mark(method: Any) -> Any:
        def update(self: Any, parameters: Iterable[dict[str, Any]]) -> None:
            method(self, [{**parameter, "Source": "user"} for parameter in parameters])

        return update

    instance_group, cluster_group = models.DBParameterGroup, models.DBClusterParameterGroup
    instance_group.update_parameters = mark(instance_group.update_parameters)  # type: ignore[method-assign]
    cluster_group.update_cluster_parameters = mark(  # type: ignore[method-assign]
        cluster_group.update_cluster_parameters
    )


def _tell_no_scaling_of_provisioned_clusters() -> None:
    """AWS answers a scaling configuration for serverless v1 only; every plan would remove moto's empty one."""
    info = models.DBCluster.scaling_configuration_info.fget  # type: ignore[attr-defined]

    def scaling_configuration_info(self: Any) -> Any:
        return info(self) if self.scaling_configuration else None

    models.DBCluster.scaling_configuration_info = property(  # type: ignore[method-assign, assignment]
        scaling_configuration_info
    )


def _delete_automated_snapshots_too() -> None:
    """
    A cluster's automated snapshots go with it; moto keeps them, and whoever looks for what a destroy has left behind
    would find one.
    """
    delete = models.RDSBackend.delete_db_cluster

    def delete_db_cluster(self: Any, cluster_identifier: str, *args: Any, **kwargs: Any) -> Any:
        cluster = delete(self, cluster_identifier, *args, **kwargs)
        for identifier, snapshot in list(self.cluster_snapshots.items()):
            if snapshot.snapshot_type == "automated" and snapshot.db_cluster_identifier == cluster_identifier:
                self.cluster_snapshots.pop(identifier)
        return cluster

    models.RDSBackend.delete_db_cluster = delete_db_cluster  # type: ignore[method-assign]
