import type { SearchResults } from "../domain/directory";
import type { Session } from "./database";
import { getDepartments } from "./departments";
import { getLocations } from "./locations";
import { getPeople } from "./people";
import { rankedMatches } from "./ranked-matches";
import { departmentWords, locationWords, personnelWords } from "./word-index";

/** More than a page looks at, because a search has no next page to go on with. */
const mostEntries = 1_000;

export async function search(session: Session, q: string, limit: number): Promise<SearchResults> {
  const people = await rankedMatches(session, personnelWords, { q, limit, mostEntries });
  const departments = await rankedMatches(session, departmentWords, { q, limit, mostEntries });
  const locations = await rankedMatches(session, locationWords, { q, limit, mostEntries });
  return {
    personnel: await getPeople(session, people.ids),
    departments: await getDepartments(session, departments.ids),
    locations: await getLocations(session, locations.ids),
    complete: !(people.isCut || departments.isCut || locations.isCut),
  };
}
