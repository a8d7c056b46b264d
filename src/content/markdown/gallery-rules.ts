import { pictureOf, type Rules, rule } from './common-rules.ts';
import { player } from './player.ts';

/** Pictures, films and sounds where figures are known; those of a gallery one after the other, each with its caption. */
export const galleryRules: Rules = {
  image: rule((image, rendering) => player(image, rendering) ?? pictureOf(image, !image.meta?.isInGallery)),
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
