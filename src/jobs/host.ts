/** What a job is about, as it is kept: the host that it asks stands before it, so that the database can pass by those of a busy one. */
export function keptSubject(subject: string, host: string | null): string {
  return host === null ? subject : `${host} ${subject}`;
}

/** The same, read again. A subject that is a URL names its host by itself; null: it asks nobody in particular. */
export function readSubject(kept: string): { subject: string; host: string | null } {
  const space = kept.indexOf(' ');
  if (space >= 0) return { subject: kept.slice(space + 1), host: kept.slice(0, space) };
  return { subject: kept, host: hostOf(kept) };
}

/** `example.com`, with its port where it has one, in one spelling; null: it is no address of the web. */
export function hostOf(address: string): string | null {
  return /^https?:\/\//i.test(address) && URL.canParse(address) ? new URL(address).host : null;
}
