import { namePositionKeys } from "../../domain/directory";
import { changed, created, tagged } from "../answer";
import { expectedVersion } from "../expected-version";
import { listName, pageAnswer } from "../pages";
import type { OperationsOf } from "./operation";

export const locationOperations: OperationsOf<
  | "listLocations"
  | "createLocation"
  | "getLocation"
  | "updateLocation"
  | "deleteLocation"
  | "listLocationDependents"
> = {
  listLocations: ({ query }, { directory }) =>
    pageAnswer(query, {
      list: listName("locations", query),
      keys: namePositionKeys,
      fetch: (after) => directory.listLocations({ ...query, after }),
      count: () => directory.countLocations(query),
    }),

  createLocation: async ({ body }, { directory }) =>
    created("/locations", await directory.createLocation(body)),

  getLocation: async ({ path }, { directory }) => tagged(await directory.getLocation(path.id)),

  updateLocation: async ({ path, headers, body }, { directory }) =>
    changed(await directory.updateLocation(path.id, body, expectedVersion({ headers, body }))),

  deleteLocation: async ({ path, headers }, { directory }) => {
    await directory.deleteLocation(path.id, headers["If-Match"]);
    return { changed: { id: path.id } };
  },

  listLocationDependents: ({ path, query }, { directory }) =>
    pageAnswer(query, {
      list: listName("location-dependents", path),
      keys: namePositionKeys,
      fetch: (after) =>
        directory.listLocationDependents(path.id, { order: "asc", limit: query.limit, after }),
      count: () => directory.countLocationDependents(path.id),
    }),
};
