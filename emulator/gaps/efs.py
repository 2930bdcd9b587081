"""EFS: backup policies, and the end of file system policies."""

import json
from typing import Any

import moto.efs.models as models
from moto.efs.responses import EFSResponse

_JSON = {"Content-Type": "application/json"}


def install() -> None:
    """PutBackupPolicy fails the apply and DeleteFileSystemPolicy the destroy: moto has neither."""
    EFSResponse.put_backup_policy = _put_backup_policy  # type: ignore[attr-defined]
    EFSResponse.delete_file_system_policy = _delete_file_system_policy  # type: ignore[attr-defined]
    own = models.FileSystem.backup_policy.fget  # type: ignore[attr-defined]

    def backup_policy(self: Any) -> Any:
        return self.__dict__.get("_strata_backup_policy") or own(self)

    models.FileSystem.backup_policy = property(backup_policy)  # type: ignore[method-assign, assignment]


def _put_backup_policy(self: Any) -> tuple[str, dict[str, str]]:
    policy = self._get_param("BackupPolicy")
    file_system = self.efs_backend.file_systems_by_id[self._get_param("FileSystemId")]
    file_system._strata_backup_policy = {"Status": policy["Status"]}
    return json.dumps({"BackupPolicy": policy}), _JSON


def _delete_file_system_policy(self: Any) -> tuple[str, dict[str, str]]:
    self.efs_backend.file_systems_by_id[self._get_param("FileSystemId")].file_system_policy = None
    return "{}", _JSON
