import type { Site } from '../config.ts';
import { absolute, local } from '../config.ts';
import type { RenderContext } from '../content/markdown.ts';
import type { Post } from '../content/post.ts';

type Shown = Pick<Post, 'language' | 'media'> & Partial<Pick<Post, 'id' | 'permalink'>>;

function context(post: Shown, address: (path: string) => string): RenderContext {
  return {
    language: post.language,
    ...(post.id === undefined ? {} : { id: post.id }),
    ...(post.permalink === undefined ? {} : { page: post.permalink }),
    medium: (src) => post.media[src] ?? null,
    address,
    tag: (slug) => address(`/tags/${encodeURIComponent(slug)}`),
  };
}

/** Where Markdown leads on the blog's own pages. */
export function renderContext(site: Site, post: Shown): RenderContext {
  return context(post, (path) => local(site, path));
}

/** Where Markdown leads from elsewhere: feeds and other servers need whole URLs. */
export function absoluteContext(site: Site, post: Shown): RenderContext {
  return context(post, (path) => absolute(site, path));
}
