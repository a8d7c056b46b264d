import type { Token } from 'markdown-it';
import { pictureOf, type Rules } from './common-rules.ts';
import { player } from './player.ts';
import { renderingOf } from './rendering.ts';

/** Pictures, films and sounds where figures are known; those of a gallery one after the other, each with its caption. */
export const galleryRules: Rules = {
  image: (tokens, index, _options, env) => {
    const image = tokens[index];
    if (!image) return '';
    return player(image, renderingOf(env), isInLink(tokens, index)) ?? pictureOf(image, !image.meta?.isInGallery);
  },
  gallery_open: () => '',
  gallery_close: () => '\n',
  gallery_break: () => '\n',
  gallery_item_open: () => '<figure>',
  gallery_item_close: (tokens, index, options, env, renderer) => {
    const caption = tokens[index]?.children ?? [];
    const words = caption.length === 0 ? '' : renderer.renderInline(caption, options, env);
    return `${words && `<figcaption>${words}</figcaption>`}</figure>`;
  },
};

function isInLink(tokens: readonly Token[], index: number): boolean {
  const last = tokens.slice(0, index).findLast(({ type }) => type === 'link_open' || type === 'link_close');
  return last?.type === 'link_open';
}
