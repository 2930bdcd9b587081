import type {
  Department,
  DepartmentDraft,
  Dependent,
  ImportedPerson,
  Location,
  LocationDraft,
  Person,
  PersonDraft,
} from "./entities";

export type PersonSort = "lastName" | "firstName" | "jobTitle" | "email";
export type Order = "asc" | "desc";

/** Where a page starts: the sort keys of the entry before it, the id last. */
export type Position = readonly (string | number)[];

/** How many keys a position has in each order of people, the id included. */
export const personPositionKeys: Readonly<Record<PersonSort, number>> = {
  lastName: 3,
  firstName: 3,
  jobTitle: 2,
  email: 2,
};

/** How many keys a position has among the people who match words. */
export const matchPositionKeys = 4;

/** How many keys a position has in a list by name. */
export const namePositionKeys = 2;

export interface PageRequest {
  readonly order: Order;
  readonly limit: number;
  readonly after?: Position | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page starts; absent on the last one. */
  readonly next?: Position;
}

/** With both, people must meet both. */
export interface PlaceFilter {
  readonly departmentId?: number | undefined;
  readonly locationId?: number | undefined;
}

export interface PersonFilter extends PlaceFilter {
  /** Every word must begin a word of the person's name, e-mail address or job title. */
  readonly q?: string | undefined;
}

export interface PersonPageRequest extends PageRequest, PlaceFilter {
  readonly sort: PersonSort;
}

/** A page of those who match words. */
export interface PersonMatchRequest extends Omit<PageRequest, "order">, PlaceFilter {
  readonly q: string;
}

export interface DepartmentFilter {
  readonly q?: string | undefined;
  readonly locationId?: number | undefined;
}

export interface LocationFilter {
  readonly q?: string | undefined;
}

export interface SearchResults {
  readonly personnel: readonly Person[];
  readonly departments: readonly Department[];
  readonly locations: readonly Location[];
  /** False when the words are so common that not all candidates were looked at. */
  readonly complete: boolean;
}

export interface ImportOptions {
  readonly dryRun: boolean;
  readonly createMissing: boolean;
}

export interface ImportReport {
  readonly dryRun: boolean;
  readonly rows: number;
  readonly departmentsCreated: readonly string[];
  readonly locationsCreated: readonly string[];
}

/**
 * The directory, as the HTTP ring sees it. Writes are atomic and safe against concurrent ones.
 *
 * A `version` is the one the caller means to change or delete. The methods throw the errors of `errors.ts`:
 * NotFoundError and StaleVersionError where an id or a version is given, TakenError and UnknownReferenceError where a
 * draft is, InUseError where something is deleted.
 */
export interface Directory {
  listPeople(request: PersonPageRequest): Promise<Page<Person>>;
  /**
   * The people who match words, best first: by field (name, e-mail address, job title), and within it whole words
   * before beginnings. Looks at a bounded number of candidates, so a page may be short, even empty, and yet have a next.
   */
  findPeople(request: PersonMatchRequest): Promise<Page<Person>>;
  countPeople(filter: PersonFilter): Promise<number>;
  getPerson(id: number): Promise<Person>;
  createPerson(draft: PersonDraft): Promise<Person>;
  updatePerson(id: number, draft: PersonDraft, version: number): Promise<Person>;
  deletePerson(id: number, version?: number): Promise<void>;
  /** @throws ImportRejectedError when any row is wrong; then nothing was taken */
  importPeople(rows: readonly ImportedPerson[], options: ImportOptions): Promise<ImportReport>;

  listDepartments(request: PageRequest & DepartmentFilter): Promise<Page<Department>>;
  countDepartments(filter: DepartmentFilter): Promise<number>;
  getDepartment(id: number): Promise<Department>;
  createDepartment(draft: DepartmentDraft): Promise<Department>;
  updateDepartment(id: number, draft: DepartmentDraft, version: number): Promise<Department>;
  deleteDepartment(id: number, version?: number): Promise<void>;
  listDepartmentDependents(id: number, request: PageRequest): Promise<Page<Dependent>>;
  countDepartmentDependents(id: number): Promise<number>;

  listLocations(request: PageRequest & LocationFilter): Promise<Page<Location>>;
  countLocations(filter: LocationFilter): Promise<number>;
  getLocation(id: number): Promise<Location>;
  createLocation(draft: LocationDraft): Promise<Location>;
  updateLocation(id: number, draft: LocationDraft, version: number): Promise<Location>;
  deleteLocation(id: number, version?: number): Promise<void>;
  listLocationDependents(id: number, request: PageRequest): Promise<Page<Dependent>>;
  countLocationDependents(id: number): Promise<number>;

  /** The best matches of each kind, best first, at most `limit` of each. */
  search(q: string, limit: number): Promise<SearchResults>;
  /** The number of the newest migration that the database has; fails when the database can't be reached. */
  schemaVersion(): Promise<number>;
}
