"""ElastiCache: a Memcached cluster from the beginning to the end."""

from typing import Any

import moto.elasticache.models as models
from moto.core.responses import EmptyResult
from moto.elasticache.responses import ElastiCacheResponse


def install() -> None:
    _tell_all_of_a_cluster()
    models.ElastiCacheBackend.delete_cache_cluster = _delete_cluster  # type: ignore[method-assign]
    ElastiCacheResponse.delete_cache_subnet_group = _delete_subnet_group  # type: ignore[attr-defined]


def _tell_all_of_a_cluster() -> None:
    """Without its security groups and zone mode every plan would change the cluster."""
    init = models.CacheCluster.__init__

    def cluster(self: Any, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **kwargs)
        self.security_groups = [{"SecurityGroupId": each, "Status": "active"} for each in self.security_group_ids]
        if self.az_mode == "cross-az":
            self.preferred_availability_zone = "Multiple"

    models.CacheCluster.__init__ = cluster  # type: ignore[method-assign]


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
