/** What somebody asks the hub for. */
export interface Asked {
  mode: 'subscribe' | 'unsubscribe';
  /** As it was written. */
  topic: string;
  callback: string;
  /** Seconds for which they want to be told. */
  lease: number;
  /** What pushes are signed with; null: nothing. */
  secret: string | null;
}

/** What the hub answers: a status with one sentence. */
export interface Refusal {
  status: number;
  sentence: string;
}

const [hour, day] = [3600, 86_400];
/** In seconds. Readers ask anew before it is over, so whoever has vanished is told for so long at most. */
export const leases = { least: hour, usual: 10 * day, most: 30 * day };

/** W3C WebSub §5.1: less than 200 bytes. */
const longestSecret = 199;

const names = ['hub.mode', 'hub.topic', 'hub.callback', 'hub.lease_seconds', 'hub.secret'] as const;

/** Reads the fields of a request to the hub (WebSub §5.1). Pure. Fields that are not ours are passed by, as it demands. */
export function readRequest(form: URLSearchParams): Asked | Refusal {
  const twice = names.find((name) => form.getAll(name).length > 1);
  if (twice) return bad(`There is more than one ${twice}.`);
  const mode = form.get('hub.mode') ?? '';
  if (mode === 'publish') return bad('This hub knows by itself when its feeds change.');
  if (mode !== 'subscribe' && mode !== 'unsubscribe') return bad('hub.mode must be subscribe or unsubscribe.');
  const topic = form.get('hub.topic') ?? '';
  if (topic === '') return bad('There is no hub.topic.');
  const callback = form.get('hub.callback') ?? '';
  if (callback === '') return bad('There is no hub.callback.');
  const secret = form.get('hub.secret') || null;
  if (secret !== null && Buffer.byteLength(secret) > longestSecret) return bad('hub.secret must be below 200 bytes.');
  // No database keeps one.
  if (secret?.includes('\0')) return bad('hub.secret must hold no NUL.');
  const seconds = form.get('hub.lease_seconds') || String(leases.usual);
  if (!/^\d+$/.test(seconds)) return bad('hub.lease_seconds must be a number of seconds.');
  const lease = Math.min(leases.most, Math.max(leases.least, Number(seconds)));
  return { mode, topic, callback, lease, secret };
}

export function bad(sentence: string): Refusal {
  return { status: 400, sentence };
}
