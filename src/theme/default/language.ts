import type { Html } from '../../html.ts';
import { languageName, languageNameIn } from '../language.ts';
import { messagesFor } from '../messages/messages.ts';
import type { LanguageView } from '../theme.ts';
import { listDocument } from './list-document.ts';

/** Everything that is written in a language. Its site speaks that language, so the page is written in its direction. */
export function language(view: LanguageView): Html {
  const { site } = view;
  const messages = messagesFor(site.language);
  return listDocument(view, {
    title: languageName(site.language),
    description: messages.inLanguage(languageNameIn(site.language, messages.code), site.title),
    ifEmpty: messages.emptyHome,
  });
}
