"""What the API does to an instance or a cluster, it does to the server."""

from typing import Any, Callable

import moto.rds.models as rds

from emulator.context import context
from emulator.rds import managed_password
from emulator.rds.database_server import DatabaseServer
from emulator.rds.servers import begin, databases, delete, parameters_of, server_of


def install() -> None:
    managed_password.install(databases)
    _make_servers_with_instances()
    _make_servers_with_clusters()
    _obey_orders()
    _obey_changes()
    _apply_parameters()


def _make_servers_with_instances() -> None:
    create, end = rds.RDSBackend.create_db_instance, rds.RDSBackend.delete_db_instance

    def create_db_instance(self: Any, db_kwargs: dict[str, Any]) -> Any:
        instance = create(self, db_kwargs)
        if isinstance(instance, rds.DBInstanceClustered):
            server = server_of(instance)
            if server is not None:
                context().state.write_hosts({f"{instance.address}:{instance.cluster.port}": server.port})
        else:
            begin(instance, instance.db_name, lambda status: setattr(instance, "status", status))
        return instance

    def delete_db_instance(self: Any, db_instance_identifier: str, *args: Any, **kwargs: Any) -> Any:
        instance = end(self, db_instance_identifier, *args, **kwargs)
        if isinstance(instance, rds.DBInstanceClustered):
            context().state.write_hosts({f"{instance.address}:{instance.cluster.port}": None})
        else:
            delete(instance)
        return instance

    rds.RDSBackend.create_db_instance = create_db_instance  # type: ignore[method-assign]
    rds.RDSBackend.delete_db_instance = delete_db_instance  # type: ignore[method-assign]


def _make_servers_with_clusters() -> None:
    create, end = rds.RDSBackend.create_db_cluster, rds.RDSBackend.delete_db_cluster
    # moto's own answers "creating" once and "available" from then on.
    rds.DBCluster.status = property(  # type: ignore[method-assign, assignment]
        lambda self: self._status, lambda self, status: setattr(self, "_status", status)
    )

    def create_db_cluster(self: Any, kwargs: dict[str, Any]) -> Any:
        cluster = create(self, kwargs)
        begin(cluster, cluster.database_name, lambda status: setattr(cluster, "status", status))
        return cluster

    def delete_db_cluster(self: Any, cluster_identifier: str, *args: Any, **kwargs: Any) -> Any:
        cluster = end(self, cluster_identifier, *args, **kwargs)
        delete(cluster)
        return cluster

    rds.RDSBackend.create_db_cluster = create_db_cluster  # type: ignore[method-assign]
    rds.RDSBackend.delete_db_cluster = delete_db_cluster  # type: ignore[method-assign]


def _obey_orders() -> None:
    """Reboot, stop and start."""
    backend = rds.RDSBackend

    def restart(server: DatabaseServer, resource: Any) -> None:
        server.restart(parameters_of(resource))

    def start(server: DatabaseServer, resource: Any) -> None:
        server.start(parameters_of(resource))

    def stop(server: DatabaseServer, resource: Any) -> None:
        server.stop()

    def also(name: str, act: Callable[[DatabaseServer, Any], None], collection: str) -> None:
        original = getattr(backend, name)

        def method(self: Any, *args: Any, **kwargs: Any) -> Any:
            answer = original(self, *args, **kwargs)
            identifier = next(iter([*args, *kwargs.values()]))
            resource = getattr(self, collection)[identifier]
            server = server_of(resource)
            if server is not None:
                act(server, resource)
            return answer

        setattr(backend, name, method)

    also("reboot_db_instance", restart, "databases")
    also("stop_db_instance", stop, "databases")
    also("start_db_instance", start, "databases")
    also("stop_db_cluster", stop, "clusters")
    also("start_db_cluster", start, "clusters")


def _obey_changes() -> None:
    """A new master password, and another parameter group."""
    backend = rds.RDSBackend
    modify_instance, modify_cluster = backend.modify_db_instance, backend.modify_db_cluster

    def modify_db_instance(self: Any, db_instance_identifier: str, db_kwargs: dict[str, Any]) -> Any:
        instance = modify_instance(self, db_instance_identifier, db_kwargs)
        _after_change(instance, db_kwargs)
        return instance

    def modify_db_cluster(self: Any, kwargs: dict[str, Any]) -> Any:
        wanted = dict(kwargs)
        cluster = modify_cluster(self, kwargs)
        # The answer is a copy; what stays is in the store.
        _after_change(self.clusters[cluster.db_cluster_identifier], wanted)
        return cluster

    backend.modify_db_instance = modify_db_instance  # type: ignore[method-assign]
    backend.modify_db_cluster = modify_db_cluster  # type: ignore[method-assign]


def _after_change(resource: Any, wanted: dict[str, Any]) -> None:
    server = server_of(resource)
    if server is None:
        return
    if wanted.get("master_user_password"):
        server.set_master_password(wanted["master_user_password"])
    elif wanted.get("manage_master_user_password"):
        server.set_master_password(managed_password.master_password(resource))
    if wanted.get("db_parameter_group_name") or wanted.get("db_cluster_parameter_group_name"):
        server.set_parameters(parameters_of(resource))


def _apply_parameters() -> None:
    """A dynamic parameter changes at once in every database of the group; the others with the next reboot."""

    def also(name: str, attribute: str) -> None:
        original = getattr(rds.RDSBackend, name)

        def method(self: Any, group: str, *args: Any, **kwargs: Any) -> Any:
            answer = original(self, group, *args, **kwargs)
            for resource, server in databases():
                if getattr(resource, attribute, None) == group and server.is_running:
                    server.set_parameters(parameters_of(resource))
            return answer

        setattr(rds.RDSBackend, name, method)

    also("modify_db_parameter_group", "db_parameter_group_name")
    also("modify_db_cluster_parameter_group", "parameter_group")
