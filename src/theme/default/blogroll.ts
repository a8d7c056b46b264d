import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { messagesFor } from '../messages/messages.ts';
import type { BlogrollView } from '../theme.ts';
import { whole } from './address.ts';
import { document, mainId } from './document.ts';

/** Blogs of others that the author reads and recommends. */
export function blogroll(view: BlogrollView): Html {
  const { site, blogs, opml } = view;
  const { blogroll: words } = messagesFor(site.language);
  return document({
    view,
    head: {
      title: words.title,
      description: words.description(site.title),
      canonical: whole(site, view.path),
      indexed: true,
      type: 'website',
      language: site.language,
    },
    main: html`<main id="${mainId}">
<article>
<header>
<h1>${words.title}</h1>
<p class="lede">${words.lede}</p>
</header>
<div class="prose">
<ul>
${blogs.map(({ title, url, feed, description }) => html`<li><a href="${url}"><bdi>${title}</bdi></a>${feed && html` <span class="meta"><span><a href="${feed}" aria-label="${words.feedOf(title)}">${words.feed}</a></span></span>`}${description && html`<br>\n<bdi>${description}</bdi>`}</li>\n`)}</ul>
<p>${words.take} <a href="${opml}" type="text/xml">${words.opml}</a></p>
</div>
</article>
</main>`,
  });
}
