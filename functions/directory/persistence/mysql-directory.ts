import type { Directory, ImportOptions, ImportReport } from "../domain/directory";
import type { ImportedPerson } from "../domain/entities";
import type { Database } from "./database";
import * as departments from "./departments";
import { importPeople } from "./import-people";
import * as locations from "./locations";
import * as people from "./people";
import { countPeople, findPeople, listPeople } from "./person-pages";
import { search } from "./search";

/** The directory in a MySQL-compatible database. */
export function mysqlDirectory(database: Database): Directory {
  const { read, write } = { read: database.read.bind(database), write: database.write.bind(database) };
  return {
    listPeople: (request) => read((session) => listPeople(session, request)),
    findPeople: (request) => read((session) => findPeople(session, request)),
    countPeople: (filter) => read((session) => countPeople(session, filter)),
    getPerson: (id) => read((session) => people.getPerson(session, id)),
    createPerson: (draft) => write((session) => people.createPerson(session, draft)),
    updatePerson: (id, draft, version) =>
      write((session) => people.updatePerson(session, id, draft, version)),
    deletePerson: (id, version) => write((session) => people.deletePerson(session, id, version)),
    importPeople: (rows, options) => importOrTry(database, rows, options),

    listDepartments: (request) => read((session) => departments.listDepartments(session, request)),
    countDepartments: (filter) => read((session) => departments.countDepartments(session, filter)),
    getDepartment: (id) => read((session) => departments.getDepartment(session, id)),
    createDepartment: (draft) => write((session) => departments.createDepartment(session, draft)),
    updateDepartment: (id, draft, version) =>
      write((session) => departments.updateDepartment(session, id, draft, version)),
    deleteDepartment: (id, version) => write((session) => departments.deleteDepartment(session, id, version)),
    listDepartmentDependents: (id, request) =>
      read((session) => departments.listDepartmentDependents(session, id, request)),
    countDepartmentDependents: (id) => read((session) => departments.countDepartmentDependents(session, id)),

    listLocations: (request) => read((session) => locations.listLocations(session, request)),
    countLocations: (filter) => read((session) => locations.countLocations(session, filter)),
    getLocation: (id) => read((session) => locations.getLocation(session, id)),
    createLocation: (draft) => write((session) => locations.createLocation(session, draft)),
    updateLocation: (id, draft, version) =>
      write((session) => locations.updateLocation(session, id, draft, version)),
    deleteLocation: (id, version) => write((session) => locations.deleteLocation(session, id, version)),
    listLocationDependents: (id, request) =>
      read((session) => locations.listLocationDependents(session, id, request)),
    countLocationDependents: (id) => read((session) => locations.countLocationDependents(session, id)),

    search: (q, limit) => read((session) => search(session, q, limit)),
    schemaVersion: () => read(schemaVersion),
  };
}

/** Carries a dry run's report out of the transaction that it rolls back. */
class DryRunDone extends Error {
  constructor(readonly report: ImportReport) {
    super("dry run");
  }
}

async function importOrTry(
  database: Database,
  rows: readonly ImportedPerson[],
  options: ImportOptions,
): Promise<ImportReport> {
  try {
    return await database.write(async (session) => {
      const report = await importPeople(session, rows, options);
      if (options.dryRun) throw new DryRunDone(report);
      return report;
    });
  } catch (error) {
    if (error instanceof DryRunDone) return error.report;
    throw error;
  }
}

async function schemaVersion(session: Parameters<Parameters<Database["read"]>[0]>[0]): Promise<number> {
  const [row] = await session.query<{ version: number }>(
    "SELECT CAST(COALESCE(MAX(version), 0) AS SIGNED) AS version FROM schema_migration WHERE finished_at IS NOT NULL",
  );
  return row?.version ?? 0;
}
