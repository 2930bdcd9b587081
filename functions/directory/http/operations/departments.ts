import { namePositionKeys, personPositionKeys } from "../../domain/directory";
import { changed, created, tagged } from "../answer";
import { expectedVersion } from "../expected-version";
import { listName, pageAnswer } from "../pages";
import type { OperationsOf } from "./operation";

export const departmentOperations: OperationsOf<
  | "listDepartments"
  | "createDepartment"
  | "getDepartment"
  | "updateDepartment"
  | "deleteDepartment"
  | "listDepartmentDependents"
> = {
  listDepartments: ({ query }, { directory }) =>
    pageAnswer(query, {
      list: listName("departments", query),
      keys: namePositionKeys,
      fetch: (after) => directory.listDepartments({ ...query, after }),
      count: () => directory.countDepartments(query),
    }),

  createDepartment: async ({ body }, { directory }) =>
    created("/departments", await directory.createDepartment(body)),

  getDepartment: async ({ path }, { directory }) => tagged(await directory.getDepartment(path.id)),

  updateDepartment: async ({ path, headers, body }, { directory }) =>
    changed(await directory.updateDepartment(path.id, body, expectedVersion({ headers, body }))),

  deleteDepartment: async ({ path, headers }, { directory }) => {
    await directory.deleteDepartment(path.id, headers["If-Match"]);
    return { changed: { id: path.id } };
  },

  listDepartmentDependents: ({ path, query }, { directory }) =>
    pageAnswer(query, {
      list: listName("department-dependents", path),
      keys: personPositionKeys.lastName,
      fetch: (after) =>
        directory.listDepartmentDependents(path.id, { order: "asc", limit: query.limit, after }),
      count: () => directory.countDepartmentDependents(path.id),
    }),
};
