import { escapeHtml } from '../../html.ts';
import { highlight } from '../highlight.ts';
import { calloutOf } from './callouts.ts';
import { codeBlock } from './code-block.ts';
import { commonRules, type Rules, rule } from './common-rules.ts';
import { fenceOf } from './fence.ts';
import { noteOf } from './footnotes.ts';
import { galleryRules } from './gallery-rules.ts';
import { mathml } from './mathml.ts';
import { hold, holdBlock, type Rendering } from './rendering.ts';

const code = rule((token, rendering) => {
  const fence = fenceOf(token);
  if (fence.language === 'math') return formula(token.content, rendering);
  const highlighted = highlight(token.content, fence.language);
  return holdBlock(
    rendering,
    highlighted.then((lines) => codeBlock(lines, fence, rendering.words)),
  );
});

function formula(tex: string, rendering: Rendering): string {
  const markup = mathml(tex, true) ?? `<code>${escapeHtml(tex)}</code>`;
  return holdBlock(rendering, `${scrolling('div', markup, rendering)}\n`);
}

function scrolling(element: 'div' | 'span', formula: string, { words }: Rendering): string {
  const label = escapeHtml(words.formula);
  return `<${element} class="math" role="group" aria-label="${label}" tabindex="0">${formula}</${element}>`;
}

/** Whether a formula within text may be wider than a phone: no browser breaks one at the end of a line. */
function isWide(formula: string): boolean {
  return formula.replace(/<[^>]*>|&[^;]*;/g, '').length > 20;
}

/** How tokens are written on a page of the blog. */
export const pageRules: Rules = {
  ...commonRules,
  ...galleryRules,
  fence: code,
  code_block: code,

  picture_open: () => '<figure>',
  picture_close: () => '</figure>\n',
  // A figure of figures, as HTML has it for a group under one roof.
  gallery_open: () => '<figure class="gallery">\n',
  gallery_close: () => '\n</figure>\n',

  heading_close: (tokens, index, options, env, renderer) => {
    const open = tokens[index - 2];
    return (
      (open ? anchor(tokens, index - 2, options, env, renderer) : '') + renderer.renderToken(tokens, index, options)
    );
  },

  callout_open: rule((token) => {
    const { kind, fold } = calloutOf(token);
    if (!fold) return `<div class="callout callout-${kind}" role="note">\n`;
    return `<details class="callout callout-${kind}"${fold === 'open' ? ' open=""' : ''}>\n`;
  }),
  callout_title_open: rule((token, { words }) => {
    const { kind, fold, titled } = calloutOf(token);
    return `<${fold ? 'summary' : 'p'} class="callout-title">${titled ? '' : escapeHtml(words.callouts[kind])}`;
  }),
  callout_title_close: rule((token) => (calloutOf(token).fold ? '</summary>\n' : '</p>\n')),
  callout_close: rule((token) => (calloutOf(token).fold ? '</details>\n' : '</div>\n')),

  task: rule(({ meta }, rendering) => {
    const label = escapeHtml(meta?.done ? rendering.words.done : rendering.words.open);
    const checked = meta?.done ? ' checked=""' : '';
    return `${hold(rendering, `<input type="checkbox" disabled=""${checked} aria-label="${label}" />`)} `;
  }),

  table_open: rule((_, { words }) => {
    return `<div class="table" role="group" aria-label="${escapeHtml(words.table)}" tabindex="0"><table>\n`;
  }),
  table_close: () => '</table></div>\n',

  math_inline: rule(({ content, markup }, rendering) => {
    const formula = mathml(content, markup === '$$');
    if (formula === null) return `<code>${escapeHtml(content)}</code>`;
    return hold(rendering, isWide(formula) ? scrolling('span', formula, rendering) : formula);
  }),
  math_block: rule(({ content }, rendering) => formula(content, rendering)),

  hashtag: rule(({ content, meta }, rendering) => {
    const href = rendering.context.tag(String(meta?.slug));
    const words = `#${escapeHtml(content)}`;
    return href === null
      ? words
      : hold(rendering, `<a class="hashtag" href="${escapeHtml(href)}" rel="tag">${words}</a>`);
  }),
  mention: rule(({ content, meta }, rendering) => {
    const href = escapeHtml(`https://${meta?.host}/@${meta?.user}`);
    return hold(rendering, `<a class="mention" href="${href}">@${escapeHtml(content)}</a>`);
  }),

  footnote_ref: rule((token, rendering, env) => {
    const { number, id, reference } = noteOf(token, env);
    const label = escapeHtml(rendering.words.footnote(number));
    const link = `<a href="#${id}" id="${reference}" role="doc-noteref" aria-label="${label}">${number}</a>`;
    return hold(rendering, `<sup class="footnote-ref">${link}</sup>`);
  }),
  footnote_block_open: rule((_, { words }) => {
    return `<section class="footnotes" role="doc-endnotes" aria-label="${escapeHtml(words.footnotes)}">\n<ol>\n`;
  }),
  footnote_block_close: () => '</ol>\n</section>\n',
  footnote_open: rule((token, _, env) => `<li id="${noteOf(token, env).id}">`),
  footnote_close: () => '</li>\n',
  footnote_anchor: rule((token, rendering, env) => {
    const { number, reference } = noteOf(token, env);
    const label = escapeHtml(rendering.words.back(number));
    // U+FE0E asks for the arrow as text, not as a picture.
    const attributes = `class="footnote-back" href="#${reference}" role="doc-backlink" aria-label="${label}"`;
    return ` ${hold(rendering, `<a ${attributes}>↩\uFE0E</a>`)}`;
  }),
};

// Empty, so that a copied heading and a reading mode have its words only; the theme draws the sign.
const anchor = rule((open, rendering) => {
  const id = escapeHtml(String(open.attrGet('id') ?? ''));
  const label = escapeHtml(rendering.words.section(String(open.meta?.text ?? '')));
  return ` ${hold(rendering, `<a class="anchor" href="#${id}" aria-label="${label}"></a>`)}`;
});
