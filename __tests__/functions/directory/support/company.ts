import type { TestContainer } from "./directory-api";

/** A small company to ask about. */
export interface Company {
  readonly locations: { readonly zurich: number; readonly bern: number; readonly empty: number };
  readonly departments: { readonly engineering: number; readonly sales: number; readonly vacant: number };
  /** By e-mail address without its domain. */
  readonly people: Readonly<Record<string, number>>;
}

const staff = [
  ["Anna", "Müller", "Senior Engineer", "anna.mueller", "engineering"],
  ["José", "García Márquez", "Engineer", "jose.garcia", "engineering"],
  ["Seán", "O'Brien", "Technical Writer", "sean.obrien", "engineering"],
  ["Will", "Smith", "Sales Manager", "will.smith", "sales"],
  ["小龙", "李", "Sales Representative", "li.xiaolong", "sales"],
  ["Ada", "Straße", "Engineer", "ada.strasse", "sales"],
] as const;

/** Makes the company through the API. */
export async function foundCompany({ ok }: TestContainer): Promise<Company> {
  const location = async (name: string): Promise<number> =>
    (await ok("createLocation", { body: { name } })).data.id;
  const locations = {
    zurich: await location("Zürich"),
    bern: await location("Bern"),
    empty: await location("Mond"),
  };
  const department = async (name: string, locationId: number): Promise<number> =>
    (await ok("createDepartment", { body: { name, locationId } })).data.id;
  const departments = {
    engineering: await department("Engineering", locations.zurich),
    sales: await department("Sales & Marketing", locations.bern),
    vacant: await department("Vacant", locations.bern),
  };
  const people: Record<string, number> = {};
  for (const [firstName, lastName, jobTitle, name, where] of staff) {
    const body = {
      firstName,
      lastName,
      jobTitle,
      email: `${name}@example.com`,
      departmentId: departments[where],
    };
    people[name] = (await ok("createPerson", { body })).data.id;
  }
  return { locations, departments, people };
}
