"""ElastiCache: a Memcached cluster from the beginning to the end."""

import secrets
from typing import Any

import moto.elasticache.models as models
from moto.core.responses import EmptyResult
from moto.elasticache.responses import ElastiCacheResponse


def install() -> None:
    _tell_all_of_a_cluster()
    models.ElastiCacheBackend.delete_cache_cluster = _delete_cluster  # type: ignore[method-assign]
    ElastiCacheResponse.delete_cache_subnet_group = _delete_subnet_group  # type: ignore[attr-defined]


def _tell_all_of_a_cluster() -> None:
    """
    Without its security groups, parameter group and zone mode every plan would change the cluster; without its
    configuration endpoint and its nodes there is nothing to hand to the application.
    """
    init = models.CacheCluster.__init__

    def cluster(self: Any, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **kwargs)
        self.security_groups = [{"SecurityGroupId": each, "Status": "active"} for each in self.security_group_ids]
        if self.az_mode == "cross-az":
            self.preferred_availability_zone = "Multiple"
        if self.engine == "memcached":
            _give_endpoints(self, region=self.arn.split(":")[3])

    models.CacheCluster.__init__ = cluster  # type: ignore[method-assign]


def _give_endpoints(cluster: Any, region: str) -> None:
    unique = secrets.token_hex(3)
    domain = f"{_short_name(region)}.cache.amazonaws.com"
    zones = cluster.preferred_availability_zones or [f"{region}a"]
    name = cluster.cache_cluster_id
    cluster.configuration_endpoint = {"Address": f"{name}.{unique}.cfg.{domain}", "Port": cluster.port}
    cluster.cache_parameter_group = {
        "CacheParameterGroupName": cluster.cache_parameter_group_name,
        "ParameterApplyStatus": "in-sync",
    }
    cluster.cache_nodes = [
        {
            "CacheNodeId": f"{number:04}",
            "CacheNodeStatus": "available",
            "CacheNodeCreateTime": cluster.cache_cluster_create_time,
            "Endpoint": {"Address": f"{name}.{unique}.{number:04}.{domain}", "Port": cluster.port},
            "ParameterGroupStatus": "in-sync",
            "CustomerAvailabilityZone": zones[(number - 1) % len(zones)],
        }
        for number in range(1, cluster.num_cache_nodes + 1)
    ]


def _short_name(region: str) -> str:
    """As ElastiCache writes regions in host names: `euw1` for eu-west-1, `apne2` for ap-northeast-2."""
    area, direction, number = region.split("-")
    letters = direction.replace("central", "c").replace("north", "n").replace("south", "s")
    return area + letters.replace("east", "e").replace("west", "w") + number


def _delete_cluster(self: Any, cache_cluster_id: str) -> Any:
    """moto's stays `deleting` for ever, and the provider waits 40 minutes for its end."""
    if cache_cluster_id not in self.cache_clusters:
        raise models.CacheClusterNotFound(cache_cluster_id)
    cluster = self.cache_clusters.pop(cache_cluster_id)
    cluster.cache_cluster_status = "deleting"
    return cluster


def _delete_subnet_group(self: Any) -> EmptyResult:
    """moto lacks the call: a destroy ends with it."""
    self.elasticache_backend.cache_subnet_groups.pop(self._get_param("CacheSubnetGroupName"), None)
    return EmptyResult()
