import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { languageAttributes, languageName } from '../language.ts';
import { messagesFor } from '../messages/messages.ts';
import type { PostView } from '../theme.ts';
import { link } from './address.ts';

/** The same text in the other languages, each under its own name; null where there is none. */
export function alsoIn({ site, post, translations }: Pick<PostView, 'site' | 'post' | 'translations'>): Html | null {
  const others = translations.filter(({ id }) => id !== post.id);
  if (others.length === 0) return null;
  const links = others.map(({ permalink, language }, index) => {
    const attributes = html`hreflang="${language}"${languageAttributes(language, site.language)}`;
    return html`${index > 0 && ', '}<a href="${link(site, permalink)}" rel="alternate" ${attributes}>${languageName(language)}</a>`;
  });
  return html`${messagesFor(site.language).alsoIn} ${links}`;
}
