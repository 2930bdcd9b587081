import type { Person, PersonDraft } from "../domain/entities";
import { NotFoundError, StaleVersionError, TakenError, UnknownReferenceError } from "../domain/errors";
import { wordsOfPerson } from "../domain/search-words";
import type { Session } from "./database";
import { errorNumber, refusals } from "./database-failure";
import { changeHeadcount } from "./headcounts";
import { type PersonRow, personJoins, personOf, personSelect } from "./rows";
import { insertPersonWords } from "./word-index";

export async function getPerson(session: Session, id: number): Promise<Person> {
  const [row] = await session.query<PersonRow>(
    `SELECT ${personSelect} FROM personnel p ${personJoins} WHERE p.id = ?`,
    [id],
  );
  if (row === undefined) throw new NotFoundError("person", id);
  return personOf(row);
}

/** The people with these ids, in the order given; ids that are gone are left out. */
export async function getPeople(session: Session, ids: readonly number[]): Promise<Person[]> {
  if (ids.length === 0) return [];
  const rows = await session.query<PersonRow>(
    `SELECT ${personSelect} FROM personnel p ${personJoins} WHERE p.id IN (?)`,
    [ids],
  );
  const people = new Map(rows.map((row) => [row.id, personOf(row)]));
  return ids.flatMap((id) => people.get(id) ?? []);
}

export async function createPerson(session: Session, draft: PersonDraft): Promise<Person> {
  const { affectedRows, insertId } = await session
    .change(
      `INSERT INTO personnel (first_name, last_name, job_title, email, department_id, location_id)
       SELECT ?, ?, ?, ?, d.id, d.location_id FROM department d WHERE d.id = ?`,
      [draft.firstName, draft.lastName, draft.jobTitle, draft.email, draft.departmentId],
    )
    .catch(refuseTakenEmail);
  if (affectedRows === 0) throw new UnknownReferenceError("departmentId", draft.departmentId);
  await insertWords(session, insertId, draft);
  await changeHeadcount(session, draft.departmentId, 1);
  return getPerson(session, insertId);
}

export async function updatePerson(
  session: Session,
  id: number,
  draft: PersonDraft,
  version: number,
): Promise<Person> {
  const { departmentId } = await lockPerson(session, id, version);
  const { affectedRows } = await session
    .change(
      `UPDATE personnel p JOIN department d ON d.id = ?
       SET p.first_name = ?, p.last_name = ?, p.job_title = ?, p.email = ?,
         p.department_id = d.id, p.location_id = d.location_id, p.version = p.version + 1
       WHERE p.id = ?`,
      [draft.departmentId, draft.firstName, draft.lastName, draft.jobTitle, draft.email, id],
    )
    .catch(refuseTakenEmail);
  if (affectedRows === 0) throw new UnknownReferenceError("departmentId", draft.departmentId);
  await session.change("DELETE FROM personnel_word WHERE personnel_id = ?", [id]);
  await insertWords(session, id, draft);
  if (departmentId !== draft.departmentId) {
    await changeHeadcount(session, departmentId, -1);
    await changeHeadcount(session, draft.departmentId, 1);
  }
  return getPerson(session, id);
}

export async function deletePerson(session: Session, id: number, version?: number): Promise<void> {
  const { departmentId } = await lockPerson(session, id, version);
  await session.change("DELETE FROM personnel WHERE id = ?", [id]);
  await changeHeadcount(session, departmentId, -1);
}

/** Holds the person until the transaction ends, so that version and department are still what was seen. */
async function lockPerson(session: Session, id: number, version?: number): Promise<{ departmentId: number }> {
  const [row] = await session.query<{ version: number; departmentId: number }>(
    "SELECT version, department_id AS departmentId FROM personnel WHERE id = ? FOR UPDATE",
    [id],
  );
  if (row === undefined) throw new NotFoundError("person", id);
  if (version !== undefined && version !== row.version) throw new StaleVersionError(version, row.version);
  return row;
}

function insertWords(session: Session, personId: number, draft: PersonDraft): Promise<void> {
  return insertPersonWords(
    session,
    wordsOfPerson(draft).map((entry) => ({ ...entry, personId })),
  );
}

function refuseTakenEmail(error: unknown): never {
  if (errorNumber(error) === refusals.duplicate) throw new TakenError("e-mail address");
  throw error;
}
