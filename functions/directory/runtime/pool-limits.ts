/**
 * In milliseconds, each within the next: connect < unit of work < the function's time-out < API Gateway's 29 s. With
 * `endWithin` the order holds for a shorter function too: nothing outlasts what is left of its time.
 */
export interface PoolLimits {
  /** To connect, TLS and login included. */
  readonly connect: number;
  /** To wait for a free connection. */
  readonly acquire: number;
  /** For one statement. */
  readonly statement: number;
  /** For a lock; a repeat follows. */
  readonly lockWait: number;
  /** For a whole piece of work, repeats included. */
  readonly work: number;
  /** A connection unused for longer is tried before it is trusted. */
  readonly idle: number;
  /** For the answer to that trial. */
  readonly trial: number;
}

export const defaultLimits: PoolLimits = {
  connect: 3000,
  acquire: 5000,
  statement: 10_000,
  lockWait: 3000,
  work: 24_000,
  idle: 10_000,
  trial: 1_000,
};
