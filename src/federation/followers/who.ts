/** Somebody on another server, as people write them: an actor's id, or a handle in lower case. */
export type Who = { uri: string } | { user: string; host: string };

/** Reads `@ada@example.social`, `ada@example.social`, `acct:…` and an actor's URL; null when it is none of these. */
export function readWho(written: string): Who | null {
  const text = written.trim();
  if (/^https?:\/\//i.test(text)) return URL.canParse(text) ? { uri: text } : null;
  const match = /^(?:acct:)?@?([^\s@/]+)@([^\s@/?#\\]+)$/i.exec(text);
  const [, user = '', host = ''] = match ?? [];
  // The parser folds case and writes Unicode as punycode, as it stands in their ids.
  if (!match || !URL.canParse(`https://${host}`)) return null;
  return { user: user.toLowerCase(), host: new URL(`https://${host}`).host };
}
