import { userInfo } from 'node:os';
import { parseAddress } from '../../config/address.ts';
import { parseEmail } from '../../config/contact.ts';
import { parseHandle } from '../../config/handle.ts';
import { parseLanguage } from '../../config/language.ts';
import { parseTimezone } from '../../config/timezone.ts';
import { isWrong, type Parsed } from '../../config/wrong.ts';

/** What `init` needs to know of a new blog. */
export interface Answers {
  title: string;
  url: string;
  name: string;
  handle: string;
  language: string;
  timezone: string;
  /** Of who answers for the blog, as are the two below; empty: nobody is to know it. */
  contact: string;
  email: string;
  /** Lines, parted by commas. */
  address: string;
}

/** One thing that is asked: by a flag of that name, or on a terminal. */
export interface Question {
  key: keyof Answers;
  text: string;
  /** For whoever answered that they write in German; only of what is asked later than that. */
  german?: string;
  /** What stands for it in `--help`. */
  value: string;
  /** What an answer comes to, or why it cannot be used. */
  read(answer: string): Parsed<string>;
  /** The answer of somebody who gives none, from those that came before. */
  otherwise(before: Partial<Answers>): string;
}

export const questions: Question[] = [
  { key: 'title', text: 'What is the blog called?', value: 'TEXT', read: some, otherwise: () => 'Notes' },
  {
    key: 'url',
    text: 'Where will it live? (its https:// address; to look around first, leave it)',
    value: 'URL',
    read: (answer) => accepted(parseAddress(answer), ({ origin, base }) => origin + base),
    otherwise: () => 'http://localhost:3000',
  },
  { key: 'name', text: 'What is your name?', value: 'NAME', read: some, otherwise: () => capitalised(systemUser()) },
  {
    key: 'handle',
    text: 'Which user name shall people follow?',
    value: 'USER',
    read: (answer) => accepted(parseHandle(answer), ({ user, host }) => (host ? `${user}@${host}` : user)),
    otherwise: ({ name }) => folded(name ?? '') || folded(systemUser()),
  },
  {
    key: 'language',
    text: 'In which language do you write?',
    value: 'CODE',
    read: parseLanguage,
    otherwise: systemLanguage,
  },
  {
    key: 'timezone',
    text: 'In which time zone?',
    german: 'In welcher Zeitzone?',
    value: 'ZONE',
    read: parseTimezone,
    otherwise: () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
  },
  {
    key: 'contact',
    text: 'Who answers for the blog, by full name? (optional; everybody reads it in the imprint, which some countries demand)',
    german:
      'Wer ist für das Blog verantwortlich, mit vollem Namen? (freiwillig; alle lesen es im Impressum, das manche Länder verlangen)',
    value: 'NAME',
    read: orNone(some),
    otherwise: () => '',
  },
  {
    key: 'email',
    text: 'At which e-mail address can readers reach you? (optional; it is how they ask to have something removed)',
    german:
      'Unter welcher E-Mail-Adresse bist du zu erreichen? (freiwillig; so bitten Leser darum, dass etwas entfernt wird)',
    value: 'ADDRESS',
    read: orNone(parseEmail),
    otherwise: () => '',
  },
  {
    key: 'address',
    text: 'At which postal address, its lines parted by commas? (optional; German law wants one in most imprints)',
    german:
      'Unter welcher Postanschrift, Zeilen durch Kommas getrennt? (freiwillig; das Gesetz verlangt eine in fast jedem Impressum)',
    value: 'LINES',
    read: orNone(some),
    otherwise: () => '',
  },
];

/** The question in the language that its reader writes in, as far as that is known. */
export function asked({ text, german }: Question, { language }: Partial<Answers>): string {
  return (/^de(-|$)/i.test(language ?? '') && german) || text;
}

function orNone(read: Question['read']): Question['read'] {
  return (answer) => (answer.trim() === '' ? { value: '' } : read(answer));
}

function some(answer: string): Parsed<string> {
  // A line break, pasted or passed by a script, has no place in a name.
  const text = answer.trim().replace(/\s+/g, ' ');
  return text ? { value: text } : { what: 'It is empty.', mend: 'Write at least one word.' };
}

function accepted<Value>(parsed: Parsed<Value>, write: (value: Value) => string): Parsed<string> {
  return isWrong(parsed) ? parsed : { value: write(parsed.value) };
}

function folded(name: string): string {
  return (name.split(/\s+/)[0] ?? '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '');
}

function systemUser(): string {
  try {
    const { username } = userInfo();
    return folded(username) && username !== 'root' ? username : 'me';
  } catch {
    // A container may run as a number that has no name.
    return 'me';
  }
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function systemLanguage(): string {
  const [language = 'en'] = Intl.DateTimeFormat().resolvedOptions().locale.split('-');
  return language;
}
