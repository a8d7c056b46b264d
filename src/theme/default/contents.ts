import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { languageAttributes } from '../language.ts';
import { messagesFor } from '../messages/messages.ts';
import type { PostView } from '../theme.ts';

type Heading = PostView['headings'][number];

/** From how many headings on a post is worth a table of contents. */
const enough = 3;

/** The table of contents of a post that asks for one: folded on a phone, beside the text on a wide screen. */
export function contents({ site, post, headings }: PostView): Html | null {
  const shown = headings.filter(({ level }) => level === 2 || level === 3);
  if (!post.toc || shown.length < enough) return null;
  const messages = messagesFor(site.language);
  const own = languageAttributes(site.language, post.language);
  return html`<nav class="toc" aria-label="${messages.contents}"><details>
<summary><span${own}>${messages.contents}</span></summary>
<ol>
${sections(shown).map(
  ({ heading, below }) =>
    html`<li>${entry(heading)}${below.length > 0 && html`<ol>${below.map((part) => html`<li>${entry(part)}</li>`)}</ol>`}</li>\n`,
)}</ol>
</details></nav>
`;
}

function entry({ id, text }: Heading): Html {
  return html`<a href="#${id}">${text}</a>`;
}

/** Headings of level 3 go below the one of level 2 before them; those before any stand for themselves. */
function sections(headings: Heading[]): { heading: Heading; below: Heading[] }[] {
  const found: { heading: Heading; below: Heading[] }[] = [];
  for (const heading of headings) {
    const last = found.at(-1);
    if (heading.level === 3 && last?.heading.level === 2) last.below.push(heading);
    else found.push({ heading, below: [] });
  }
  return found;
}
