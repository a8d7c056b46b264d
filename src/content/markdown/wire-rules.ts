import type { RendererRule } from 'markdown-it';
import { escapeHtml } from '../../html.ts';
import { pictureOf, type Rules, rule } from './common-rules.ts';
import { feedRules } from './feed-rules.ts';
import { fenceOf } from './fence.ts';
import { noteOf } from './footnotes.ts';
import { hold, holdBlock } from './rendering.ts';

const formula = rule(({ content }, rendering) => {
  return holdBlock(rendering, `<pre><code>${escapeHtml(content)}</code></pre>\n`);
});

// Rows of a table by hand become items of a list: something has to stand between their cells.
const raw = rule(({ content }) => content.replace(/(?=<\/t[dh]\s*>\s*<t[dh][\s>])/gi, '; '));

const asToken: RendererRule = (tokens, index, options, _env, renderer) => renderer.renderToken(tokens, index, options);

/** Somebody's name as a link, as Mastodon writes it. */
export function mentionOf(user: string, href: string): string {
  return `<span class="h-card"><a href="${escapeHtml(href)}" class="u-url mention">@<span>${escapeHtml(user)}</span></a></span>`;
}

/**
 * How tokens are written for other servers: paragraphs, h2–h6, lists, quotes, code, links and images. Formulas are
 * their TeX; tables have become lists before.
 */
export const wireRules: Rules = {
  ...feedRules,
  // As they were before there were galleries and players, byte for byte: what was told must not change.
  image: rule((image) => pictureOf(image)),
  gallery_open: asToken,
  gallery_close: asToken,
  gallery_break: () => '<br />\n',
  gallery_item_open: () => '',
  gallery_item_close: () => '',
  // Servers take figures apart, so a caption is a paragraph of its own.
  figure_open: () => '<p>',
  figcaption_open: () => '</p>\n<p>',
  figcaption_close: () => '</p>\n',
  figure_close: () => '',
  html_block: raw,
  html_inline: raw,
  hr: () => '<p>* * *</p>\n',

  fence: (tokens, index, options, env, renderer) => {
    const token = tokens[index];
    const write = token && fenceOf(token).language === 'math' ? formula : feedRules.fence;
    return write?.(tokens, index, options, env, renderer) ?? '';
  },
  math_inline: rule(({ content }) => `<code>${escapeHtml(content)}</code>`),
  math_block: formula,

  hashtag: rule(({ content, meta }, rendering) => {
    const href = rendering.context.tag(String(meta?.slug));
    if (href === null) return escapeHtml(`#${content}`);
    const link = `<a href="${escapeHtml(href)}" class="mention hashtag" rel="tag">#<span>${escapeHtml(content)}</span></a>`;
    return hold(rendering, link);
  }),
  mention: rule(({ content, meta }, rendering) => {
    const [user, host] = [String(meta?.user), String(meta?.host)];
    const href = rendering.context.mention?.(user, host) ?? null;
    return href === null ? escapeHtml(`@${content}`) : hold(rendering, mentionOf(user, href));
  }),

  // Ids do not survive on other servers, so a note is found by its number.
  footnote_ref: rule((token, _, env) => `<sup>[${noteOf(token, env).number}]</sup>`),
  footnote_block_open: () => '<p>* * *</p>\n<ol>\n',
  footnote_open: () => '<li>',
  footnote_anchor: () => '',
};
