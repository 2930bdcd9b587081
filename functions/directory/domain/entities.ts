/** What the directory holds. Ids are whole numbers from 1; a version grows by one with each change. */

export interface NamedReference {
  readonly id: number;
  readonly name: string;
}

interface Stored {
  readonly id: number;
  readonly version: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** ISO 8601, UTC. */
  readonly updatedAt: string;
}

export interface PersonDraft {
  readonly firstName: string;
  readonly lastName: string;
  readonly jobTitle: string;
  readonly email: string;
  readonly departmentId: number;
}

export interface Person extends Stored, Omit<PersonDraft, "departmentId"> {
  readonly department: NamedReference;
  /** The department's. */
  readonly location: NamedReference;
}

export interface DepartmentDraft {
  readonly name: string;
  readonly locationId: number;
}

export interface Department extends Stored {
  readonly name: string;
  readonly location: NamedReference;
  readonly personnelCount: number;
}

export interface LocationDraft {
  readonly name: string;
}

export interface Location extends Stored, LocationDraft {
  readonly departmentCount: number;
  readonly personnelCount: number;
}

/** What stands in the way of a deletion. */
export interface Dependent extends NamedReference {
  readonly type: "personnel" | "department";
}

/** One row of an import: department and location by name. */
export interface ImportedPerson extends Omit<PersonDraft, "departmentId"> {
  readonly department: string;
  readonly location: string;
  /** The line of the file on which the row starts. */
  readonly line: number;
}
