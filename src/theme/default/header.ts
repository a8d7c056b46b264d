import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { messagesFor } from '../messages/messages.ts';
import type { HeaderView } from '../theme.ts';
import { link } from './address.ts';

/** The blog's name and its few links. `heading`: the name is the page's own heading. */
export function header(view: HeaderView): Html {
  const { site, heading } = view;
  const messages = messagesFor(site.language);
  const here = link(site, view.path);
  const home = link(site, '/');
  const written = site.menu.length > 0 ? site.menu : [{ label: messages.archive, href: link(site, '/archive') }];
  const search = { label: messages.search.title, href: link(site, '/search') };
  // Whoever has it in their menu put it where they want it.
  const menu = written.some(({ href }) => href === search.href) ? written : [...written, search];
  const name = html`<a href="${home}" rel="home"${current(here, home)}>${site.title}</a>`;
  return html`<header class="site-header">
${heading ? html`<h1 class="site-name">${name}</h1>` : html`<p class="site-name">${name}</p>`}
<nav aria-label="${messages.siteNavigation}"><ul>
${menu.map(({ label, href }) => html`<li><a href="${href}"${current(here, href)}>${label}</a></li>\n`)}</ul></nav>
</header>`;
}

// `page`: this very page; `true`: the section that the page is in.
function current(here: string, href: string): Html | null {
  if (here === href) return html` aria-current="page"`;
  return !href.endsWith('/') && here.startsWith(`${href}/`) ? html` aria-current="true"` : null;
}
