import { mediumPath } from '../../content/post.ts';
import type { Html } from '../../html.ts';
import { html } from '../../html.ts';
import { messagesFor } from '../messages/messages.ts';
import type { AuthorPageView } from '../theme.ts';
import { avatarPicture, link } from './address.ts';
import { avatar, fields } from './author-card.ts';
import { listDocument } from './list-document.ts';
import { profilePage } from './structured-data.ts';

/** An account of the blog: who they are, and what they wrote. */
export function author(view: AuthorPageView): Html {
  const { site, author } = view;
  const messages = messagesFor(site.language);
  return listDocument(view, {
    title: author.name,
    description: messages.posted(author.name, site.title),
    ifEmpty: messages.emptyAuthor,
    intro: card(view),
    ...(view.paging.page === 1 ? { outro: site.parts.follow({ site, author, brief: false }) } : {}),
    type: 'profile',
    picture: avatarPicture(site, author),
    creator: author.handle,
    activity: view.actor,
    // The owner's other accounts are those of the first account.
    me: author.handle === site.accounts[0]?.handle ? site.me : [],
    ...(view.paging.page === 1 ? { data: profilePage(site, author) } : {}),
  });
}

// The representative h-card of this page, since its url and uid are those of the page.
function card({ site, author }: AuthorPageView): Html {
  const { header } = author;
  return html`<data class="p-name" value="${author.name}"></data>
<div class="profile p-author h-card">
${header && html`<img class="u-featured banner" src="${link(site, mediumPath(header))}" alt="" width="${header.width}" height="${header.height}">\n`}${avatar(site, author, 96)}
<h1><a class="p-name u-url u-uid" href="${author.href}">${author.name}</a></h1>
${author.handle && html`<p><code class="handle" dir="ltr">${author.handle}</code></p>\n`}${author.summary && html`<p class="p-note">${author.summary}</p>\n`}${fields(author)}
</div>
`;
}
