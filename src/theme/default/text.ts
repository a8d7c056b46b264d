import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { languageAttributes } from '../language.ts';
import type { TextView } from '../theme.ts';
import { whole } from './address.ts';
import { document, mainId } from './document.ts';

/** A page that the blog writes by itself, in sections: /privacy. */
export function text(view: TextView): Html {
  const { site, path, title, description, sections, language } = view;
  return document({
    view,
    head: { title, description, canonical: whole(site, path), indexed: true, type: 'website', language },
    main: html`<main id="${mainId}"${languageAttributes(language, site.language)}>
<article>
<header>
<h1>${title}</h1>
</header>
<div class="prose">
${sections.map(({ heading, parts, table }) => html`${heading !== null && html`<h2>${heading}</h2>\n`}${parts}${table && tableOf(table)}\n`)}</div>
</article>
</main>`,
  });
}

function tableOf({ heads, rows }: NonNullable<TextView['sections'][number]['table']>): Html {
  return html`<div class="table"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>`;
}
