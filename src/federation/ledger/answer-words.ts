/** Of the codes that inboxes answer with, what they mean for the owner. */
const meanings = new Map<number, string>([
  [400, 'did not understand it (400)'],
  [401, 'refused the signature (401)'],
  [403, 'does not want it (403)'],
  [404, 'the inbox is not there (404)'],
  [405, 'takes nothing in there (405)'],
  [406, 'did not understand it (406)'],
  [408, 'timed out (408)'],
  [410, 'the inbox is gone (410)'],
  [413, 'finds it too large (413)'],
  [415, 'did not understand it (415)'],
  [421, 'is another server (421)'],
  [422, 'did not accept it (422)'],
  [429, 'asks for a pause (429)'],
  [500, 'has an error of its own (500)'],
  [502, 'is down (502)'],
  [503, 'is down or busy (503)'],
  [504, 'is down (504)'],
]);

/** What a connection that failed says, and what it means. */
const troubles: readonly (readonly [RegExp, string])[] = [
  [/timed? ?out|too slow|too long/i, 'timed out'],
  [/ECONNREFUSED|refused the connection/i, 'nobody answers there'],
  [/ENOTFOUND|EAI_AGAIN|getaddrinfo/i, 'its name leads nowhere'],
  [/disconnected before secure TLS/i, 'hung up'],
  [/cert|TLS|SSL|self.signed/i, 'its certificate is not valid'],
  [/ECONNRESET|EPIPE|UND_ERR_SOCKET|other side closed|socket hang up/i, 'hung up'],
  [/EHOSTUNREACH|ENETUNREACH/i, 'cannot be reached'],
];

/** An inbox's last answer in words: empty where there was nothing wrong with it. */
export function inWords({ status, error }: { status: number | null; error: string | null }): string {
  if (status !== null) {
    if (status >= 200 && status < 300) return '';
    if (status >= 300 && status < 400) return `leads elsewhere (${status})`;
    return meanings.get(status) ?? `answered ${status}`;
  }
  if (error === null) return '';
  // Without the address, in which any word may stand.
  const plain = error.replace(/https?:\/\/\S+/g, '');
  return troubles.find(([pattern]) => pattern.test(plain))?.[1] ?? shortened(error);
}

function shortened(error: string): string {
  const plain = error.replace(/\s+/g, ' ').trim();
  return plain.length > 60 ? `${plain.slice(0, 59)}…` : plain;
}
