import { DatabaseUnavailableError } from "../../persistence/database";
import { ApiError } from "../api-error";
import type { OperationsOf } from "./operation";

export const healthOperations: OperationsOf<"getHealth"> = {
  getHealth: async (_request, { directory, version }) => {
    try {
      const schemaVersion = await directory.schemaVersion();
      return { data: { status: "ok", database: "reachable", version, schemaVersion } };
    } catch (error) {
      if (!(error instanceof DatabaseUnavailableError)) throw error;
      throw new ApiError(503, "database_unavailable", error.message, { version });
    }
  },
};
