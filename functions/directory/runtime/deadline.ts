import { DatabaseUnavailableError } from "../persistence/database";

/**
 * In milliseconds, by a clock that nobody sets.
 * @param deadline of `performance.now()`
 */
export function leftUntil(deadline: number): number {
  return deadline - performance.now();
}

/** What a promise resolves to, unless that takes too long: then nobody waits for it any more, nor minds how it ends. */
export function before<Result>(deadline: number, promise: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(tooLate()), Math.max(leftUntil(deadline), 0));
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

export function tooLate(): DatabaseUnavailableError {
  return new DatabaseUnavailableError("the request took too long");
}
