import type { Body } from './body.ts';

/** Rendered bodies, each made once per change of the blog and while it is true, least recently used ones forgotten first. */
export interface Bodies {
  /** What is ready now for this key, or null. */
  ready(key: string): Body | null;
  /** What is ready, else what `make` gives; however many ask at once, it is made once. Null (nothing there) is not kept. */
  get(key: string, make: () => Promise<Body | null>): Promise<Body | null>;
}

interface Kept {
  body: Body;
  change: number;
}

/** `limit` in bytes of uncompressed bodies; compressed forms come on top, at about a third. */
export function createBodies({
  change,
  now = () => new Date(),
  limit = 64 * 1024 * 1024,
}: {
  change: () => number;
  now?: () => Date;
  limit?: number;
}): Bodies {
  // A Map keeps the order of insertion: the first is the one used longest ago.
  const kept = new Map<string, Kept>();
  const making = new Map<string, Promise<Body | null>>();
  let size = 0;

  function forget(key: string): void {
    size -= kept.get(key)?.body.bytes.length ?? 0;
    kept.delete(key);
  }

  function keep(key: string, entry: Kept): void {
    forget(key);
    kept.set(key, entry);
    size += entry.body.bytes.length;
    for (const oldest of kept.keys()) {
      if (size <= limit) break;
      forget(oldest);
    }
  }

  function ready(key: string): Body | null {
    const entry = kept.get(key);
    if (!entry || entry.change !== change()) return null;
    if (entry.body.until !== null && entry.body.until <= now()) return null;
    kept.delete(key);
    kept.set(key, entry);
    return entry.body;
  }

  async function make(key: string, started: number, render: () => Promise<Body | null>): Promise<Body | null> {
    const body = await render();
    const before = kept.get(key)?.body;
    if (!body) {
      forget(key);
      return null;
    }
    // Another post changed, not this page: what is compressed already stays.
    const same = before?.digest === body.digest ? { ...body, encoded: before.encoded } : body;
    keep(key, { body: same, change: started });
    return same;
  }

  return {
    ready,
    async get(key, render) {
      const known = ready(key);
      if (known) return known;
      const started = change();
      const ticket = `${started} ${key}`;
      const running = making.get(ticket) ?? make(key, started, render).finally(() => making.delete(ticket));
      making.set(ticket, running);
      return running;
    },
  };
}
