import { escapeHtml } from '../../html.ts';
import { onPage } from './address.ts';
import { calloutOf } from './callouts.ts';
import { commonRules, type Rules, rule } from './common-rules.ts';
import { fenceOf } from './fence.ts';
import { noteOf } from './footnotes.ts';
import { galleryRules } from './gallery-rules.ts';
import { mathml } from './mathml.ts';
import { hold, holdBlock, type Rendering } from './rendering.ts';

const code = rule((token, rendering) => {
  const { language, title } = fenceOf(token);
  if (language === 'math') return formula(token.content, rendering);
  const above = title === null ? '' : `<p><strong>${escapeHtml(title)}</strong></p>\n`;
  return above + holdBlock(rendering, `<pre><code>${escapeHtml(token.content)}</code></pre>\n`);
});

/** MathML without the classes that only our own pages know; its TeX when it cannot be read. */
function math(tex: string, display: boolean): string {
  return mathml(tex, display)?.replace(/ class="[^"]*"/g, '') ?? `<code>${escapeHtml(tex)}</code>`;
}

function formula(tex: string, rendering: Rendering): string {
  return `<p>${hold(rendering, math(tex, true))}</p>\n`;
}

function link(href: string, text: string, attributes = ''): string {
  return `<a href="${escapeHtml(href)}"${attributes}>${escapeHtml(text)}</a>`;
}

/** How tokens are written in a feed: what feed readers' sanitisers leave whole, without classes, `div` or `span`. */
export const feedRules: Rules = {
  ...commonRules,
  ...galleryRules,
  fence: code,
  code_block: code,

  callout_open: () => '<blockquote>\n',
  callout_title_open: rule((token, { words }) => {
    const { kind, titled } = calloutOf(token);
    return `<p><strong>${titled ? '' : escapeHtml(words.callouts[kind])}`;
  }),
  callout_title_close: () => '</strong></p>\n',
  callout_close: () => '</blockquote>\n',

  task: rule(({ meta }) => (meta?.done ? '☑ ' : '☐ ')),

  math_inline: rule(({ content, markup }, rendering) => hold(rendering, math(content, markup === '$$'))),
  math_block: rule(({ content }, rendering) => formula(content, rendering)),

  hashtag: rule(({ content, meta }, rendering) => {
    const href = rendering.context.tag(String(meta?.slug));
    return href === null ? escapeHtml(`#${content}`) : hold(rendering, link(href, `#${content}`, ' rel="tag"'));
  }),
  mention: rule(({ content, meta }, rendering) => {
    return hold(rendering, link(`https://${meta?.host}/@${meta?.user}`, `@${content}`));
  }),

  footnote_ref: rule((token, rendering, env) => {
    const { number, id, reference } = noteOf(token, env);
    // Readers that take away ids leave those of `sup` and `li`.
    return hold(rendering, `<sup id="${reference}">${link(onPage(`#${id}`, rendering.context), number)}</sup>`);
  }),
  footnote_block_open: () => '<hr />\n<ol>\n',
  footnote_block_close: () => '</ol>\n',
  footnote_open: rule((token, _, env) => `<li id="${noteOf(token, env).id}">`),
  footnote_close: () => '</li>\n',
  footnote_anchor: rule((token, rendering, env) => {
    return ` ${hold(rendering, link(onPage(`#${noteOf(token, env).reference}`, rendering.context), '↩\uFE0E'))}`;
  }),
};
