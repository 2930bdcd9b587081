import type { Session } from "./database";

/** Must not exceed what `department_headcount.slot` holds; the more, the fewer writers meet on a row. */
const slots = 8;

/** Adds to a department's number of people, in the transaction that adds or removes them. */
export async function changeHeadcount(
  session: Session,
  departmentId: number,
  difference: number,
): Promise<void> {
  const slot = Math.floor(Math.random() * slots);
  await session.change(
    `INSERT INTO department_headcount (department_id, slot, people) VALUES (?, ?, ?)
     ON DUPLICATE KEY UPDATE people = people + ?`,
    [departmentId, slot, difference, difference],
  );
}

export async function readHeadcount(session: Session, departmentId: number): Promise<number> {
  const [row] = await session.query<{ people: number }>(
    "SELECT CAST(COALESCE(SUM(people), 0) AS SIGNED) AS people FROM department_headcount WHERE department_id = ?",
    [departmentId],
  );
  return row?.people ?? 0;
}
