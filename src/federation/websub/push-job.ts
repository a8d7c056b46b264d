/** The kind of the job that tells the subscribers of one host. */
export const pushing = 'websub-push';

/** The one job of a host: however often its feeds change, it waits once. */
export function pushOf(host: string): { kind: string; subject: string; host: string } {
  return { kind: pushing, subject: 'feeds', host };
}
