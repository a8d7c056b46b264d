import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { messagesFor } from '../messages/messages.ts';
import type { PageView } from '../theme.ts';
import { link } from './address.ts';

/** The end of every page: where to go on, and the feeds by name. */
export function footer({ site }: PageView): Html {
  const messages = messagesFor(site.language);
  const links = [
    { label: site.title, href: link(site, '/') },
    { label: messages.archive, href: link(site, '/archive') },
    { label: messages.subscribe.title, href: link(site, '/subscribe') },
    { label: 'RSS', href: link(site, '/feed.xml') },
    { label: 'Atom', href: link(site, '/atom.xml') },
    { label: 'JSON Feed', href: link(site, '/feed.json') },
    ...(site.hasBlogroll ? [{ label: messages.blogroll.title, href: link(site, '/blogroll') }] : []),
    { label: messages.privacy, href: link(site, '/privacy') },
    ...(site.hasImprint ? [{ label: messages.imprint.title, href: link(site, '/imprint') }] : []),
  ];
  return html`<footer class="site-footer">
<ul>
${links.map(({ label, href }) => html`<li><a href="${href}">${label}</a></li>\n`)}</ul>
</footer>`;
}
