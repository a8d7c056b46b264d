import type { cleanMarkup } from '../../conversation/clean.ts';
import { linkTo, markupOf, plainLine } from '../../conversation/plain.ts';
import { escapeHtml } from '../../html.ts';
import type { Json } from '../inbox/incoming.ts';
import { isObject } from '../inbox/reference.ts';
import { addressOf, listOf, textOf } from './value.ts';

/** Of plain text no more is made into markup. */
const mostLetters = 64 * 1024;
const longestTitle = 300;
const longestWarning = 500;
const longestChoice = 200;
const mostChoices = 20;

export type Cleaner = typeof cleanMarkup;

/** What it says, in the language that its server names first. */
export interface Words {
  /** '' when it says nothing in words; null when they could not be cleaned. */
  html: string | null;
  text: string;
  language: string | null;
}

/** Its text, and what belongs to the text of some kinds: the choices of a poll, the page that a link is about. */
export function wordsOf(object: Json, clean: Cleaner): Words {
  const { content, language } = contentOf(object);
  const isHtml = !/^text\/(?:markdown|plain|x\.misskeymarkdown)\b/i.test(textOf(object.mediaType));
  const parts = [isHtml ? content : markupOf(content.slice(0, mostLetters)), choicesOf(object), linkOf(object)]
    .filter((markup) => markup !== '')
    // Each by itself, so that a tag left open in one takes nothing of the next.
    .map((markup) => clean(markup));
  const whole = parts.filter((part) => part !== null);
  if (whole.length < parts.length) return { html: null, text: '', language };
  const said = whole.filter(({ html }) => html !== '');
  return { html: said.map(({ html }) => html).join(''), text: said.map(({ text }) => text).join('\n'), language };
}

/** What stands above it; null when nothing does. */
export function titleOf({ name, nameMap }: Json): string | null {
  return plainLine(textOf(name).trim() || firstText(nameMap), longestTitle) || null;
}

/**
 * What is said before the text is shown. Of what is written as a note it is the summary. Of an article or a film the
 * summary is a teaser, unless it is marked as sensitive: then it, or nothing ('') but that.
 */
export function warningOf(object: Json, isNote: boolean, clean: Cleaner): string | null {
  const subject = textOf(object['dcterms:subject']);
  const summary = textOf(object.summary).trim() || firstText(object.summaryMap) || (isNote ? '' : subject);
  const warning = plainLine(clean(summary)?.text ?? summary, longestWarning);
  return isNote ? warning || null : object.sensitive === true ? warning : null;
}

/** Which of several translations `content` repeats is its language; without `content`, the first of them. */
function contentOf(object: Json): { content: string; language: string | null } {
  const translations = isObject(object.contentMap) ? Object.entries(object.contentMap) : [];
  const texts = translations.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const content = textOf(object.content);
  const [key, text] = texts.find(([, one]) => one === content) ?? texts[0] ?? [];
  const named = isObject(object.language) ? object.language.identifier : object.language;
  return { content: content || (text ?? ''), language: languageOf(key) ?? languageOf(named) };
}

function languageOf(value: unknown): string | null {
  try {
    const [language] = Intl.getCanonicalLocales(textOf(value).slice(0, 35));
    return language === undefined || /^(?:und|mul|zxx)\b/.test(language) ? null : language;
  } catch {
    return null;
  }
}

function firstText(map: unknown): string {
  return isObject(map) ? textOf(Object.values(map).find((text) => typeof text === 'string')) : '';
}

function choicesOf({ oneOf, anyOf }: Json): string {
  const choices = [...listOf(oneOf), ...listOf(anyOf)].slice(0, mostChoices);
  const names = choices.map((choice) => (isObject(choice) ? plainLine(textOf(choice.name), longestChoice) : ''));
  const items = names.filter((name) => name !== '').map((name) => `<li>${escapeHtml(name)}</li>`);
  return items.length === 0 ? '' : `<ul>${items.join('')}</ul>`;
}

/** Lemmy's posts are about a page elsewhere, which is their attachment. */
function linkOf({ type, attachment, content }: Json): string {
  if (!listOf(type).includes('Page')) return '';
  const link = listOf(attachment).find((one) => isObject(one) && one.type === 'Link');
  const address = isObject(link) ? addressOf(link.href) : null;
  return address === null || textOf(content).includes(address) ? '' : `<p>${linkTo(address)}</p>`;
}
