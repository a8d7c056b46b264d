import type { Html } from '../../html.ts';
import { messagesFor } from '../messages/messages.ts';
import type { TagView } from '../theme.ts';
import { listDocument } from './list-document.ts';

/** Everything that carries a tag. */
export function tag(view: TagView): Html {
  const { site } = view;
  const messages = messagesFor(site.language);
  return listDocument(view, {
    title: `#${view.tag.name}`,
    description: messages.tagged(view.tag.name, site.title),
    ifEmpty: messages.emptyTag,
  });
}
