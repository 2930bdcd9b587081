import { DatabaseUnavailableError, type Session, UnknownOutcomeError } from "../persistence/database";
import { databaseFailure } from "../persistence/database-failure";
import { isUnfinished } from "./pooled-connection";

/** Work in one transaction, which is rolled back when the work throws. */
export async function inTransaction<Result>(
  session: Session,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  await session.change("START TRANSACTION");
  const result = await work(session).catch(async (error: unknown) => {
    await rollBack(session, error);
    throw error;
  });
  await commit(session);
  return result;
}

/** A lost connection is its own rollback. If the rollback fails, that is what the caller gets: it may be repeated. */
async function rollBack(session: Session, cause: unknown): Promise<void> {
  const failure = databaseFailure(cause);
  if (isUnfinished(cause) || (failure !== undefined && failure !== "locked")) return;
  await session.change("ROLLBACK");
}

async function commit(session: Session): Promise<void> {
  try {
    await session.change("COMMIT");
  } catch (error) {
    // A definite no: a deadlock found at commit, a server that became read-only, a commit that wasn't sent for want of time.
    const failure = databaseFailure(error);
    if (failure === "locked" || failure === "read-only" || error instanceof DatabaseUnavailableError) {
      throw error;
    }
    throw new UnknownOutcomeError(
      "the connection broke while the change was being saved: look whether it was",
      { cause: error },
    );
  }
}
