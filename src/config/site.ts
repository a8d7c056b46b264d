import type { Account, Pointer, Site } from '../config.ts';
import type { Address } from './address.ts';
import { oneLine } from './contact.ts';
import type { Written } from './schema.ts';

// The one text that the configuration itself puts on a page.
const archive: Record<string, string> = {
  de: 'Archiv',
  en: 'Archive',
  es: 'Archivo',
  fr: 'Archives',
  it: 'Archivio',
  nl: 'Archief',
};

/** The site as the rest of Postern sees it: every default filled in. */
export function toSite(written: Written, address: Address, folder: string): Site {
  const { host } = new URL(address.origin);
  const accounts = written.accounts ?? [];
  const language = written.language ?? 'en';
  const publish = written.publish ?? {};
  const comments = written.comments ?? {};
  return {
    folder,
    ...address,
    title: oneLine(written.title ?? '') || host,
    description: written.description ?? '',
    language,
    timezone: written.timezone ?? 'UTC',
    permalink: written.permalink ?? '/posts/:slug',
    feeds: { rss: list(written.feeds?.rss), atom: list(written.feeds?.atom), json: list(written.feeds?.json) },
    hub: written.feeds?.hub ?? 'own',
    menu: menu(written.menu) ?? [{ label: archive[language.slice(0, 2)] ?? 'Archive', href: '/archive' }],
    icon: written.icon ?? null,
    owners: (written.owners ?? []).map((owner) => `${owner.user}@${owner.host}`),
    accounts: accounts.filter(({ identityOf }) => !identityOf).map((account) => toAccount(account, host)),
    pointers: accounts.flatMap((account) => toPointer(account, host)),
    publish: {
      auto: publish.auto ?? true,
      settle: publish.settle ?? 60_000,
      quiet: publish.quiet ?? 600_000,
      removal: publish.removal ?? 86_400_000,
    },
    comments: {
      rule: comments.rule ?? 'first-time',
      close: comments.close ?? null,
      links: comments.links ?? null,
      words: comments.words ?? [],
      languages: comments.languages ?? [],
      tell: comments.tell ?? 'at-once',
      counts: comments.counts ?? false,
    },
    quotes: written.quotes ?? 'everyone',
    contact: {
      name: written.contact?.name?.trim() || null,
      email: written.contact?.email ?? null,
      phone: written.contact?.phone?.trim() || null,
      address: lines(written.contact?.address),
      responsible: lines(written.contact?.responsible),
      more: lines(written.contact?.more),
    },
    blogroll: (written.blogroll ?? []).map(({ title, url, feed, description }) => ({
      ...{ title, url, feed: feed ?? null, description: oneLine(description ?? '') || null },
    })),
  };
}

type WrittenAccount = NonNullable<Written['accounts']>[number];

function toAccount(account: WrittenAccount, blogHost: string): Account {
  const { user, host } = account.handle;
  return {
    id: account.id ?? user,
    user,
    host: host ?? blogHost,
    type: account.type ?? 'Person',
    name: account.name ?? user,
    summary: account.summary?.trim() || null,
    avatar: account.avatar ?? null,
    header: account.header ?? null,
    fields: Object.entries(account.fields ?? {}).map(([name, value]) => ({ name, value: String(value) })),
    aliases: account.aliases ?? [],
    manuallyApprovesFollowers: account.manuallyApprovesFollowers ?? false,
  };
}

function toPointer({ handle, identityOf }: WrittenAccount, blogHost: string): Pointer[] {
  if (!identityOf) return [];
  return [{ user: handle.user, host: handle.host ?? blogHost, identityOf: `${identityOf.user}@${identityOf.host}` }];
}

function menu(written: Written['menu']): Site['menu'] | null {
  if (!written) return null;
  return [written].flat().flatMap((links) => Object.entries(links).map(([label, href]) => ({ label, href })));
}

function lines(written: string | string[] | undefined): string[] {
  return list(written).flatMap((line) =>
    line
      .split('\n')
      .map((one) => one.trim())
      .filter(Boolean),
  );
}

function list(paths: string | string[] | undefined): string[] {
  return paths === undefined ? [] : [paths].flat();
}
