import type { Site } from '../config.ts';
import { type Html, html } from '../html.ts';
import { messagesFor } from '../theme/messages/messages.ts';
import type { SiteView, TextView } from '../theme/theme.ts';

export const imprintPath = '/imprint';

/**
 * Who is behind the blog, made from `contact`: name and address, how to reach them, and who answers for the content, as German law
 * wants it of most blogs (DDG § 5, MStV § 18).
 */
export function imprintView({ contact, title }: Pick<Site, 'contact' | 'title'>, view: SiteView): TextView {
  const { code, imprint } = messagesFor(view.language);
  const { name, email, phone, address, responsible, more } = contact;
  const whose = [...(name === null ? [] : [name]), ...address];
  // Whoever runs it answers for it, unless somebody else is named.
  const answers = responsible.length > 0 ? responsible : name === null ? [] : whose;
  const reached = [
    email !== null && html`${imprint.email}: <a href="mailto:${email}">${email}</a>`,
    phone !== null && html`${imprint.phone}: ${phone}`,
  ].filter((one) => one !== false);
  const section = (heading: string | null, lines: readonly (Html | string)[]): TextView['sections'] =>
    lines.length > 0 ? [{ heading, parts: [inLines(lines)] }] : [];
  return {
    ...{ site: view, path: imprintPath, feeds: null, language: code },
    ...{ title: imprint.title, description: imprint.description(title) },
    sections: [
      ...section(null, whose),
      ...section(imprint.contact, reached),
      ...section(imprint.responsible, answers),
      ...section(imprint.more, more),
    ],
  };
}

function inLines(lines: readonly (Html | string)[]): Html {
  return html`<p>${lines.map((line, index) => html`${index > 0 && html`<br>\n`}${line}`)}</p>`;
}
