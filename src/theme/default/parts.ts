import type { Parts } from '../theme.ts';
import { tags } from './article.ts';
import { contents } from './contents.ts';
import { cover } from './cover.ts';
import { follow } from './follow.ts';
import { footer } from './footer.ts';
import { header } from './header.ts';
import { intro } from './home.ts';
import { row } from './list.ts';
import { meta } from './meta.ts';
import { neighbours } from './paging.ts';
import { replies } from './replies.ts';

/** What the pages of this theme are put together from, unless a site has its own. */
export const defaultParts: Parts = {
  head: () => null,
  header,
  footer,
  intro,
  row,
  meta,
  cover: ({ site, post }) => cover(site, post),
  contents,
  tags,
  follow,
  conversation: ({ site, conversation }) => replies(site, conversation),
  neighbours,
};
