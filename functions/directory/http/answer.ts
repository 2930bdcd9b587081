/** What an operation answers with; the router puts it on the wire. */
export interface Answer {
  readonly data?: unknown;
  /** Beside `durationMs`, which the router adds. */
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** A body that isn't JSON. */
  readonly text?: string;
  /** For the log: ids of what was changed. */
  readonly changed?: Readonly<Record<string, number | string | boolean>>;
}

interface Versioned {
  readonly id: number;
  readonly version: number;
}

/** An entity with its version as the entity tag. */
export function tagged(data: Versioned): Answer {
  return { data, headers: { ETag: `"${data.version}"` } };
}

export function changed(data: Versioned): Answer {
  return { ...tagged(data), changed: { id: data.id, version: data.version } };
}

/** @param path the collection's, for the new entity's own */
export function created(path: string, data: Versioned): Answer {
  return {
    data,
    headers: { ETag: `"${data.version}"`, Location: `${path}/${data.id}` },
    changed: { id: data.id, version: data.version },
  };
}
