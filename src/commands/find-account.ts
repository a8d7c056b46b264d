import type { Account, Site } from '../config.ts';

/** An account as somebody writes it: its handle, its user name or its id; null: there is none. */
export function findAccount({ accounts }: Pick<Site, 'accounts'>, written: string): Account | null {
  const name = written.replace(/^@/, '').toLowerCase();
  const spellings = ({ id, user, host }: Account): string[] => [`${user}@${host}`, user, id];
  return accounts.find((account) => spellings(account).some((one) => one.toLowerCase() === name)) ?? null;
}
