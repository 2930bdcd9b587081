import anyAscii from "any-ascii";
import { nameTraditions } from "./names";
import { cities, type Field, fields, ranks } from "./offices";
import { cumulate, RandomSource } from "./random-source";

/** A location of the made-up company. */
export interface SeedLocation {
  readonly id: number;
  readonly name: string;
}

/** A department of the made-up company. */
export interface SeedDepartment {
  readonly id: number;
  readonly name: string;
  readonly location: SeedLocation;
  readonly field: Field;
}

/** Somebody who works at the made-up company. */
export interface SeedPerson {
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly jobTitle: string;
  readonly email: string;
  readonly department: SeedDepartment;
}

/** A made-up company. Ids count from 1. */
export interface Company {
  readonly locations: readonly SeedLocation[];
  readonly departments: readonly SeedDepartment[];
  /** Everybody, in the order of their ids; each call makes them anew, one at a time. */
  people(): Generator<SeedPerson>;
}

/** Offices are opened one for this many people, up to the length of the list. */
const peopleAnOffice = 40;
/** In a large office a kind of work has its own department from this many people in the company on. */
const peopleADepartment = 15;

/**
 * A company of a given size, the same one each time: offices, departments of different sizes, and people with names
 * of many languages, of which some are common and most are rare. Addresses are unique, below `example.com`.
 *
 * @param people how many work there
 */
export function makeCompany(people: number): Company {
  const locations = makeLocations(people);
  const departments = makeDepartments(people, locations);
  return { locations, departments, people: () => makePeople(people, departments) };
}

function makeLocations(people: number): SeedLocation[] {
  const count = Math.min(cities.length, Math.max(5, Math.floor(people / peopleAnOffice)));
  return cities.slice(0, count).map((name, index) => ({ id: index + 1, name }));
}

/** First one department for each kind of work, then in one office after the other each kind of work again. */
function makeDepartments(people: number, locations: readonly SeedLocation[]): SeedDepartment[] {
  const most = fields.length * (locations.length + 1);
  const count = Math.min(most, Math.max(fields.length, Math.floor(people / peopleADepartment)));
  return Array.from({ length: count }, (_, index) => {
    const field = fields[index % fields.length] as Field;
    const round = Math.floor(index / fields.length);
    const location = locations[(round === 0 ? index : round - 1) % locations.length] as SeedLocation;
    return {
      id: index + 1,
      name: round === 0 ? field.name : `${field.name} ${location.name}`,
      location,
      field,
    };
  });
}

const traditionWeights = cumulate(nameTraditions.map(({ share }) => share));

function* makePeople(count: number, departments: readonly SeedDepartment[]): Generator<SeedPerson> {
  const random = new RandomSource(2026);
  const departmentWeights = cumulate(departments.map(({ field }) => field.weight));
  const addresses = new Addresses();
  for (let id = 1; id <= count; id += 1) {
    const tradition = random.pickWeighted(nameTraditions, traditionWeights);
    const firstName = random.pickEarly(tradition.firstNames);
    const lastName = random.pickEarly(tradition.lastNames);
    const department = random.pickWeighted(departments, departmentWeights);
    const jobTitle = `${random.pickEarly(ranks)}${random.pickEarly(department.field.jobs)}`;
    yield { id, firstName, lastName, jobTitle, email: addresses.next(firstName, lastName), department };
  }
}

/** Hands out e-mail addresses: jose.nunez@example.com, the next of the name jose.nunez2@example.com. */
class Addresses {
  readonly #parts = new Map<string, string>();
  readonly #used = new Map<string, number>();

  next(firstName: string, lastName: string): string {
    const name = `${this.#part(firstName)}.${this.#part(lastName)}`;
    const number = (this.#used.get(name) ?? 0) + 1;
    this.#used.set(name, number);
    return `${name}${number === 1 ? "" : number}@example.com`;
  }

  /** A name in the letters that every mail server takes. */
  #part(name: string): string {
    let part = this.#parts.get(name);
    if (part === undefined) {
      part = anyAscii(name)
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "");
      this.#parts.set(name, part);
    }
    return part;
  }
}
