import type { Account, Site } from '../config.ts';
import { absolute, hasImprint, local } from '../config.ts';
import { renderInline } from '../content/markdown.ts';
import { mediumPath } from '../content/post.ts';
import { trusted } from '../html.ts';
import type { AuthorView, SiteView, Theme } from '../theme/theme.ts';
import { doorPath, doorType } from './door.ts';
import { renderContext } from './render-context.ts';
import type { SiteMedia } from './site-pictures.ts';

/** What every page shows of the site; made once, at start. `stylesheet` is its path below the blog's address. */
export function makeSiteView(site: Site, media: SiteMedia, stylesheet: string, theme: Theme): SiteView {
  const accounts = site.accounts.map((account) => accountView(site, account, media));
  const icon = media.get(site.icon ?? site.accounts[0]?.avatar ?? '');
  return {
    title: site.title,
    description: site.description,
    language: site.language,
    timezone: site.timezone,
    url: absolute(site, '/').slice(0, -1),
    base: site.base,
    stylesheet: local(site, stylesheet),
    menu: site.menu.map(({ label, href }) => ({ label, href: local(site, href) })),
    accounts,
    me: [...new Set([...site.owners.map(profile), ...site.pointers.map(({ identityOf }) => profile(identityOf))])],
    icon: icon
      ? { href: local(site, mediumPath(icon)), type: icon.type }
      : { href: local(site, doorPath), type: doorType },
    hasBlogroll: site.blogroll.length > 0,
    hasImprint: hasImprint(site),
    pageColors: theme.pageColors,
    parts: theme.parts,
  };
}

function accountView(site: Site, account: Account, media: SiteMedia): AuthorView {
  const page = `/@${account.user}`;
  return {
    name: account.name,
    handle: `@${account.user}@${account.host}`,
    href: local(site, page),
    url: absolute(site, page),
    avatar: media.get(account.avatar ?? '') ?? null,
    header: media.get(account.header ?? '') ?? null,
    summary: account.summary
      ? trusted(renderInline(account.summary, renderContext(site, { language: site.language, media: {} })))
      : null,
    fields: account.fields,
  };
}

// Where most servers show a person, and where all of ours that matter lead on from.
function profile(handle: string): string {
  const [user, host] = handle.split('@');
  return `https://${host}/@${user}`;
}

/** The author of that name: an account of the blog by its handle, else a plain name. */
export function authorView(view: SiteView, name: string): AuthorView {
  const plain = { name, handle: null, href: null, url: null, avatar: null, header: null, summary: null, fields: [] };
  return view.accounts.find(({ handle }) => handle?.startsWith(`@${name.replace(/^@/, '').split('@')[0]}@`)) ?? plain;
}
