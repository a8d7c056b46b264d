import type { Patience } from './patience.ts';

/** What drizzle makes of a built query: these are called when it is awaited. */
interface Prepared {
  run(values?: unknown): unknown;
  all(values?: unknown): unknown;
  get(values?: unknown): unknown;
  values(values?: unknown): unknown;
  execute(values?: unknown): unknown;
  /** Set from outside by a select with joins. */
  joinsNotNullableMap?: unknown;
}

type Method = 'run' | 'all' | 'get' | 'values';

/** The method, of the same name in both engines of drizzle, through which every query that is awaited goes. */
interface Session {
  prepareQuery(...given: unknown[]): Prepared;
}

const writing = new Set(['insert', 'update', 'delete']);

/**
 * Lets every query that is awaited, and not only what is in `atomically`, wait for a locked file as `patience` does.
 * @param explain what is thrown in place of the engine's error.
 */
export function waitInQueries(drizzle: object, patience: Patience, explain: (error: unknown) => unknown): void {
  const { session } = drizzle as { session: Session };
  const prepare = session.prepareQuery.bind(session);
  session.prepareQuery = (...given) => {
    const [, , method, , , about] = given as [
      unknown,
      unknown,
      Method,
      unknown,
      unknown,
      { type?: string } | undefined,
    ];
    const turn = writing.has(about?.type ?? '') ? patience.write : patience.read;
    // Prepared at the try: to prepare reads the file too.
    const call = (name: Method) => (values?: unknown) =>
      turn(() => {
        const { joinsNotNullableMap } = waiting;
        const prepared = prepare(...given);
        if (joinsNotNullableMap) prepared.joinsNotNullableMap = joinsNotNullableMap;
        return prepared[name](values);
      }).catch((error: unknown) => {
        throw explain(error);
      });
    const waiting: Prepared = {
      run: call('run'),
      all: call('all'),
      get: call('get'),
      values: call('values'),
      execute: call(method),
    };
    return waiting;
  };
}

/** The same for an engine that waits by itself: only what it throws is explained. */
export function explainQueries(drizzle: object, explain: (error: unknown) => unknown): void {
  const { session } = drizzle as { session: Session };
  const prepare = session.prepareQuery.bind(session);
  session.prepareQuery = (...given) => {
    const prepared = prepare(...given);
    const execute = prepared.execute.bind(prepared) as (values?: unknown) => Promise<unknown>;
    prepared.execute = (values) =>
      execute(values).catch((error: unknown) => {
        throw explain(error);
      });
    return prepared;
  };
}
