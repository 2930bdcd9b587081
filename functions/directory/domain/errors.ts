import type { Dependent } from "./entities";

export type EntityKind = "person" | "department" | "location";

/** What the directory's rules refuse. Each kind of refusal is a class; the HTTP ring gives each its status. */
export abstract class DirectoryError extends Error {}

export class NotFoundError extends DirectoryError {
  override readonly name = "NotFoundError";
  constructor(kind: EntityKind, id: number) {
    super(`there is no ${kind} with the id ${id}`);
  }
}

/** A name or e-mail address that must be unique belongs to another entity. */
export class TakenError extends DirectoryError {
  override readonly name = "TakenError";
  constructor(what: "e-mail address" | "department name" | "location name") {
    super(`this ${what} is taken: give another`);
  }
}

/** Something depends on what was to be deleted. */
export class InUseError extends DirectoryError {
  override readonly name = "InUseError";
  constructor(
    kind: EntityKind,
    readonly dependentCount: number,
    readonly dependents: readonly Dependent[],
  ) {
    super(`this ${kind} is in use: move or delete what depends on it first`);
  }
}

/** The entity has changed since the version that the caller knows. */
export class StaleVersionError extends DirectoryError {
  override readonly name = "StaleVersionError";
  constructor(
    given: number,
    readonly currentVersion: number,
  ) {
    super(`version ${given} is not the current one: read the entity again and repeat the change`);
  }
}

/** A draft refers to something that doesn't exist. */
export class UnknownReferenceError extends DirectoryError {
  override readonly name = "UnknownReferenceError";
  constructor(
    readonly property: "departmentId" | "locationId",
    id: number,
  ) {
    super(`there is no ${property === "departmentId" ? "department" : "location"} with the id ${id}`);
  }
}

export interface RowProblem {
  readonly line: number;
  readonly column?: string;
  readonly message: string;
}

/** How many of a file's problems are listed; all are counted. */
export const maxListedProblems = 100;

/** Rows of an import are wrong, so that none was taken. */
export class ImportRejectedError extends DirectoryError {
  override readonly name = "ImportRejectedError";
  readonly problems: readonly RowProblem[];
  readonly problemCount: number;
  constructor(problems: readonly RowProblem[]) {
    super("nothing was imported: mend the rows named and send the whole file again");
    this.problemCount = problems.length;
    this.problems = problems.toSorted((a, b) => a.line - b.line).slice(0, maxListedProblems);
  }
}
