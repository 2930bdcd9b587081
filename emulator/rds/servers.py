"""The real servers behind moto's instances and clusters."""

import sys
import threading
from collections.abc import Iterator
from typing import Any, Callable, Optional

import moto.rds.models as rds

from emulator.account import backends_of
from emulator.context import context
from emulator.rds.authority import authority_of
from emulator.rds.database_server import DatabaseServer, DatabaseSpecification
from emulator.rds.managed_password import master_password
from emulator.rds.parameters import cluster_parameters, instance_parameters

_ENGINES = ("mysql", "mariadb", "aurora-mysql")

# By the identity of moto's object: names can be changed by ModifyDBInstance.
_servers: dict[int, DatabaseServer] = {}


def databases() -> Iterator[tuple[Any, DatabaseServer]]:
    """Every instance and cluster that has a server of its own, with that server."""
    for backend in backends_of("rds"):
        for resource in [*backend.databases.values(), *backend.clusters.values()]:
            if id(resource) in _servers:
                yield resource, _servers[id(resource)]


def server_of(resource: Any) -> Optional[DatabaseServer]:
    """The server behind an instance or a cluster; an instance of a cluster has the cluster's."""
    return _servers.get(id(getattr(resource, "cluster", resource)))


def parameters_of(resource: Any) -> dict[str, str]:
    owner = getattr(resource, "cluster", resource)
    return cluster_parameters(owner) if isinstance(owner, rds.DBCluster) else instance_parameters(owner)


def endpoints_of(resource: Any) -> list[str]:
    """The names by which a database is reached."""
    if isinstance(resource, rds.DBCluster):
        return [resource.endpoint, resource.reader_endpoint, f"*.aaaaaaaaaa.{resource.region}.rds.amazonaws.com"]
    return [resource.address]


def shut_down() -> None:
    """Ends every server."""
    for server in list(_servers.values()):
        server.stop(kill=True)


def begin(resource: Any, database: Optional[str], set_status: Callable[[str], None]) -> None:
    """Makes the server of an instance or a cluster, which is `creating` until it is there, as on AWS."""
    if resource.engine not in _ENGINES:
        set_status("available")
        return
    server = DatabaseServer(
        DatabaseSpecification(
            name=resource.resource_id,
            region=resource.region,
            hosts=endpoints_of(resource),
            master_username=resource.master_username,
            master_password=master_password(resource),
            database=database,
        )
    )
    _servers[id(resource)] = server
    set_status("creating")

    def create() -> None:
        try:
            _trust(resource.region)
            server.create(parameters_of(resource))
            _publish(resource, server)
            set_status("available")
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller has to learn that it failed
            print(f"RDS: {error}", flush=True, file=sys.stderr)
            set_status("failed")

    threading.Thread(target=create, daemon=True).start()


def _trust(region: str) -> None:
    """Lambda's runtime brings RDS's authorities in this file (docs/decisions/0008)."""
    file = context().state.folder("runtime") / "ca-cert.pem"
    pem = authority_of(region).pem
    if not file.exists() or pem not in file.read_text():
        with file.open("a") as stream:
            stream.write(pem)


def _publish(resource: Any, server: DatabaseServer) -> None:
    """From now on the endpoint's name and port lead to the server, for whoever is in the emulated network."""
    context().state.write_hosts({f"{host}:{resource.port}": server.port for host in _plain_endpoints(resource)})


def _withdraw(resource: Any) -> None:
    context().state.write_hosts({f"{host}:{resource.port}": None for host in _plain_endpoints(resource)})


def _plain_endpoints(resource: Any) -> list[str]:
    return [host for host in endpoints_of(resource) if not host.startswith("*")]


def delete(resource: Any) -> None:
    """Ends the server of an instance or a cluster and removes its data."""
    server = _servers.pop(id(resource), None)
    if server is not None:
        _withdraw(resource)
        server.delete()
