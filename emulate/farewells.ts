import type { Preset, SystemName } from "../config/settings";
import type { Context } from "./context";

/** What a system's docs say below "Destroy". */
export interface Farewell {
  /** Settings to be applied first: until then AWS refuses to delete what holds data. */
  readonly unguard?: Context;
  /** Stacks and addresses of what Terraform must forget, since it stays. */
  readonly forget: readonly (readonly [stack: string, address: string])[];
  /** What stays in the account, by service, kind and identifier: all of it must be there, and nothing else. */
  readonly stays: readonly RegExp[];
}

const leavesNothing: Farewell = { forget: [], stays: [] };

/** How each system goes, by preset. */
export const farewells: Readonly<Record<SystemName, Readonly<Record<Preset, Farewell>>>> = {
  directory: {
    dev: leavesNothing,
    prod: {
      unguard: { directory: { deletionProtection: false, forceDestroy: true } },
      forget: [["directory-data", "aws_kms_key.data"]],
      stays: [
        /^kms\/keys /,
        /^rds\/database_snapshots \S+:snapshot:directory-prod-final-/,
        // An automated backup.
        /^rds\/database_snapshots \S+:snapshot:rds:directory-prod-/,
      ],
    },
  },
  "ha-web": {
    dev: leavesNothing,
    prod: {
      unguard: { haWeb: { deletionProtection: false } },
      forget: [["ha-web-data", "aws_kms_key.data"]],
      stays: [/^kms\/keys /, /^rds\/cluster_snapshots \S+:cluster-snapshot:ha-web-prod-final-/],
    },
  },
};
