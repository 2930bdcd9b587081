import type { Department, Location, Person } from "../domain/entities";

/** The select lists and what becomes of their rows. Column aliases are the entities' property names. */

export const personSelect = `
  p.id, p.first_name AS firstName, p.last_name AS lastName, p.job_title AS jobTitle, p.email,
  d.id AS departmentId, d.name AS departmentName, l.id AS locationId, l.name AS locationName,
  p.version, p.created_at AS createdAt, p.updated_at AS updatedAt`;

export const personJoins = `
  STRAIGHT_JOIN department d ON d.id = p.department_id
  STRAIGHT_JOIN location l ON l.id = p.location_id`;

export interface PersonRow extends Times {
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly jobTitle: string;
  readonly email: string;
  readonly departmentId: number;
  readonly departmentName: string;
  readonly locationId: number;
  readonly locationName: string;
  readonly version: number;
}

export function personOf(row: PersonRow): Person {
  const { createdAt, updatedAt } = timesOf(row);
  return {
    id: row.id,
    firstName: row.firstName,
    lastName: row.lastName,
    jobTitle: row.jobTitle,
    email: row.email,
    department: { id: row.departmentId, name: row.departmentName },
    location: { id: row.locationId, name: row.locationName },
    version: row.version,
    createdAt,
    updatedAt,
  };
}

export const departmentSelect = `
  d.id, d.name, l.id AS locationId, l.name AS locationName,
  (SELECT CAST(COALESCE(SUM(h.people), 0) AS SIGNED) FROM department_headcount h WHERE h.department_id = d.id) AS personnelCount,
  d.version, d.created_at AS createdAt, d.updated_at AS updatedAt`;

export const departmentJoins = "STRAIGHT_JOIN location l ON l.id = d.location_id";

export interface DepartmentRow extends Times {
  readonly id: number;
  readonly name: string;
  readonly locationId: number;
  readonly locationName: string;
  readonly personnelCount: number;
  readonly version: number;
}

export function departmentOf(row: DepartmentRow): Department {
  const { createdAt, updatedAt } = timesOf(row);
  return {
    id: row.id,
    name: row.name,
    location: { id: row.locationId, name: row.locationName },
    personnelCount: row.personnelCount,
    version: row.version,
    createdAt,
    updatedAt,
  };
}

export const locationSelect = `
  l.id, l.name,
  (SELECT COUNT(*) FROM department d WHERE d.location_id = l.id) AS departmentCount,
  (SELECT CAST(COALESCE(SUM(h.people), 0) AS SIGNED) FROM department d
     JOIN department_headcount h ON h.department_id = d.id WHERE d.location_id = l.id) AS personnelCount,
  l.version, l.created_at AS createdAt, l.updated_at AS updatedAt`;

export interface LocationRow extends Times {
  readonly id: number;
  readonly name: string;
  readonly departmentCount: number;
  readonly personnelCount: number;
  readonly version: number;
}

export function locationOf(row: LocationRow): Location {
  const { createdAt, updatedAt } = timesOf(row);
  return {
    id: row.id,
    name: row.name,
    departmentCount: row.departmentCount,
    personnelCount: row.personnelCount,
    version: row.version,
    createdAt,
    updatedAt,
  };
}

interface Times {
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Most were never changed: then one text serves for both. */
function timesOf(row: Times): Times {
  const createdAt = isoTime(row.createdAt);
  return { createdAt, updatedAt: row.updatedAt === row.createdAt ? createdAt : isoTime(row.updatedAt) };
}

/** `2026-11-21 23:08:16.976`, which the session has in UTC, in ISO 8601. */
function isoTime(text: string): string {
  return `${text.slice(0, 10)}T${text.slice(11)}Z`;
}
