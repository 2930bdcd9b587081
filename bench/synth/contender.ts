/** A program whose whole run is measured, from its start to its end. */
export interface Contender {
  /** By which targets and tables name it. */
  readonly id: string;
  /** What a reader sees. */
  readonly name: string;
  /** Of Node.js: a script and its arguments, or `-e` and a program. */
  readonly args: readonly string[];
  /** The folder it runs in. */
  readonly folder: string;
  /** Laid over the bench's own environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Whether it starts other processes, which then count as well: the processor time of all, and the most memory that
   * they held together at one moment. Measured on Linux only.
   * @default false
   */
  readonly startsOthers?: boolean;
  /** What comes before each run and isn't measured, such as an edit. */
  readonly before?: () => void;
  /** A file that a run must leave behind: a program that does nothing is quick. */
  readonly proof?: string;
}

/** A contender that can't run here, which the report must say. */
export interface MissingContender {
  readonly name: string;
  readonly why: string;
}

export interface Contenders {
  readonly present: readonly Contender[];
  readonly missing: readonly MissingContender[];
}
