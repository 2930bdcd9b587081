import { text } from "node:stream/consumers";
import { createConnection } from "mysql2/promise";

/**
 * Runs the statements of an order that comes by standard input; see administrator.py. What fails is told by its code:
 * the driver's message may carry the statement, and that a password.
 */
const { socket, user, password, statements, lenient } = JSON.parse(await text(process.stdin));
try {
  const connection = await createConnection({ socketPath: socket, user, password });
  for (const statement of statements) {
    try {
      await connection.query(statement);
    } catch (error) {
      if (!lenient) throw error;
    }
  }
  await connection.end();
} catch (error) {
  console.error(error.code ?? error.name);
  process.exitCode = 1;
}
