import type { Json } from '../../support/stranger.ts';
import { links } from '../furnish.ts';
import { addresses, markups, words } from './payloads.ts';

/** Something hostile that is rightly taken in: it is shown without harm, and goes without trace. */
export interface Shown {
  name: string;
  /** What a reply says besides the usual. */
  note: Json;
  /** What its author's document says besides the usual; null: anybody writes it. */
  person: Json | null;
  /** Its links have it wait for the owner. */
  isHeld: boolean;
}

const row = (name: string, note: Json, own: Partial<Shown> = {}): Shown => ({
  ...{ name, note, person: null, isHeld: false },
  ...own,
});

/** Part of a note → how it says some words. */
const inNotes: Record<string, (text: string) => Json> = {
  name: (name) => ({ type: 'Article', name }),
  'a title by language': (text) => ({ type: 'Page', nameMap: { en: text } }),
  summary: (summary) => ({ summary, sensitive: true }),
  'a description of a picture': (name) => ({
    attachment: [{ type: 'Document', mediaType: 'image/png', url: 'https://evil.example/x.png', name }],
  }),
  'a type and a kind of a medium': (text) => ({
    attachment: [{ type: text, mediaType: `image/${text}`, url: 'https://evil.example/y.png', name: text }],
  }),
  'names of tags': (name) => ({
    tag: [
      { type: 'Hashtag', name: `#${name}`, href: 'https://evil.example/tags/x' },
      { type: 'Mention', name: `@${name}`, href: 'https://evil.example/users/x' },
      { type: 'Emoji', name: `:${name}:`, icon: { type: 'Image', url: 'https://evil.example/e.png' } },
    ],
  }),
  'a language': (text) => ({ contentMap: { [text.slice(0, 60)]: '<p>said</p>' }, content: undefined }),
  'a language of ours, with words': (text) => ({ contentMap: { en: `<p>said ${text}</p>` }, content: undefined }),
  source: (content) => ({ source: { content, mediaType: 'text/markdown' }, mediaType: 'text/html' }),
  'plain text': (content) => ({ content: `said ${content}`, mediaType: 'text/plain' }),
  dates: (text) => ({ published: text, updated: `2026-11-20T12:00:00Z${text}` }),
  'a poll': (name) => ({
    type: 'Question',
    oneOf: [
      { type: 'Note', name },
      { name, replies: { totalItems: name } },
    ],
    endTime: name,
  }),
  'what says who quotes': (text) => ({ _misskey_quote: text, quoteUrl: text, quoteUri: text, quote: text }),
  'who made it': (text) => ({ generator: { name: text, url: text }, location: { type: 'Place', name: text } }),
};

/** Part of a person's document → how it says some words. */
const inPeople: Record<string, (text: string) => Json> = {
  'a person’s name': (name) => ({ name }),
  'a person’s user name': (preferredUsername) => ({ preferredUsername }),
  'a person’s profile': (summary) => ({
    summary,
    attachment: [{ type: 'PropertyValue', name: summary, value: summary }],
    tag: [{ type: 'Emoji', name: summary, icon: { url: 'https://evil.example/e.png' } }],
  }),
};

/** Part of a note, or of a person → how it leads somewhere. */
const leading: Record<string, (target: string) => Partial<Shown>> = {
  'the page of a note': (url) => ({ note: { url: [url, { type: 'Link', href: url, mediaType: 'text/html' }] } }),
  'a medium': (url) => ({
    note: {
      attachment: ['Image', 'Video', 'Audio', 'Document', 'Link'].map((type) => ({
        type,
        url,
        href: url,
        mediaType: 'image/png',
      })),
    },
  }),
  'an emoji': (url) => ({
    note: { content: '<p>said :x:</p>', tag: [{ type: 'Emoji', name: ':x:', icon: { type: 'Image', url } }] },
  }),
  'the page of a person': (url) => ({ note: {}, person: { url: [url, { type: 'Link', href: url }] } }),
  'the picture of a person': (url) => ({ note: {}, person: { icon: [{ type: 'Image', url }], image: url } }),
};

/** Of what differs in its letters alone, some at each place. */
const someOf = <One>(all: readonly One[], shift: number, each: number): One[] =>
  all.filter((_, index) => (index + shift) % each === 0);

const texts = Object.entries(words);

export const shown: readonly Shown[] = [
  ...Object.entries(markups).map(([name, markup]) => row(`in a text: ${name}`, { content: `<p>said</p>${markup}` })),
  ...someOf(Object.entries(markups), 0, 9).map(([name, markup]) =>
    row(`in a text that waits: ${name}`, { content: `<p>said ${links}</p>${markup}` }, { isHeld: true }),
  ),
  ...Object.entries(inNotes).flatMap(([place, make], shift) =>
    someOf(texts, shift, 3).map(([name, text]) => row(`in ${place}: ${name}`, make(text))),
  ),
  ...Object.entries(inPeople).flatMap(([place, make]) =>
    texts.map(([name, text]) => row(`in ${place}: ${name}`, {}, { person: make(text) })),
  ),
  ...Object.entries(leading).flatMap(([place, make], shift) =>
    someOf(addresses, shift, 5).map((target) => row(`at ${place}: ${JSON.stringify(target)}`, {}, make(target))),
  ),
];
