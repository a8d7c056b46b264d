import { type Html, html } from '../../html.ts';
import type { Facts } from './facts.ts';

/** Who is behind the blog, and where they can be reached: where nothing else is known, at the blog's accounts. */
export function responsible({ contact: { name, email, address }, accounts, title }: Facts): Html {
  const lines = [name ?? (address.length === 0 ? title : null), ...address].filter((line) => line !== null);
  return html`<p>${lines.map((line) => html`${line}<br>\n`)}${
    email ? html`<a href="mailto:${email}">${email}</a>` : accounts.join(', ')
  }</p>`;
}
