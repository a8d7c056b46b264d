import type { Account, Site } from '../../config.ts';
import type { Elsewhere } from './elsewhere.ts';

/** Accounts elsewhere that something here depends on: pointers, and former accounts that are named by handle. */
export function remoteHandles(site: Pick<Site, 'accounts' | 'pointers'>): string[] {
  const aliases = site.accounts.flatMap((account) => account.aliases).filter((alias) => !isUrl(alias));
  return [...new Set([...site.pointers.map(({ identityOf }) => identityOf), ...aliases.map(withoutAt)])];
}

/** The ids of the actors an account was before. One that is named by handle is left out until its host tells. */
export function actorsOf(account: Account, elsewhere: Pick<Elsewhere, 'actor'>): string[] {
  return account.aliases
    .map((alias) => (isUrl(alias) ? alias : elsewhere.actor(withoutAt(alias))))
    .filter((id) => id !== null);
}

function isUrl(alias: string): boolean {
  return /^https?:\/\//.test(alias);
}

function withoutAt(handle: string): string {
  return handle.replace(/^@/, '');
}
