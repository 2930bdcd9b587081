import type { SearchResults } from "../domain/directory";
import type { Session } from "./database";
import { getDepartments } from "./departments";
import { getLocations } from "./locations";
import { getPeople } from "./people";
import { rankedMatches } from "./ranked-matches";
import { departmentWords, locationWords, personnelWords } from "./word-index";

export async function search(session: Session, q: string, limit: number): Promise<SearchResults> {
  const people = await rankedMatches(session, personnelWords, { q, limit });
  const departments = await rankedMatches(session, departmentWords, { q, limit });
  const locations = await rankedMatches(session, locationWords, { q, limit });
  return {
    personnel: await getPeople(session, people.ids),
    departments: await getDepartments(session, departments.ids),
    locations: await getLocations(session, locations.ids),
    complete: !(people.isCut || departments.isCut || locations.isCut),
  };
}
