import { absolute } from '../../config.ts';
import { isOwn } from '../../conversation/answers/answers.ts';
import { isPublic } from '../../conversation/answers/may-answer.ts';
import { readAnswerExtras } from '../../conversation/answers/named.ts';
import { cleanMarkup } from '../../conversation/clean.ts';
import type { Listed } from '../../conversation/desk/list.ts';
import { readExtras } from '../../conversation/extras.ts';
import { answerOwner } from '../../conversation/moderation/owner-word.ts';
import { createRemarks } from '../../conversation/remarks.ts';
import { createFollowers } from '../../federation/followers/followers.ts';
import { createOutcomes } from '../../federation/ledger/outcomes.ts';
import type { Call, ExitCode, Terminal } from '../command.ts';
import { lineWidth, type Shown, showIn, wrap } from '../deliveries/layout.ts';
import { kindOf, totals } from '../deliveries/overview.ts';
import { harmless } from '../followers/open.ts';
import { jsonText } from '../json-text.ts';
import { spell } from '../spell.ts';
import { blocksIn } from './blocks.ts';
import { inJson } from './json.ts';
import { findComments, type Room, subjectOf, writer } from './open.ts';
import { sayDecision, stateOf, warningOf, whyOf } from './words.ts';

const kinds: Record<Listed['kind'], string> = { reply: 'Reply to', quote: 'Quote of', mention: 'Mention of' };
const visibilities: Record<Listed['visibility'], string> = {
  public: 'to the public',
  unlisted: 'to the public, unlisted',
  followers: "to the author's followers",
  direct: 'to you alone',
};

/** `postern comments show NUMBER…`: all that is known of each. */
export async function show(room: Room, call: Call, numbers: number[]): Promise<ExitCode> {
  const { terminal } = call;
  const found = await findComments(room, numbers, terminal);
  if (!found) return 1;
  const { site } = room.config;
  if (call.flag('json')) {
    const all = [];
    for (const one of found) all.push({ ...inJson(one, site), standing: await standingOf(one, room, terminal) });
    terminal.out(jsonText({ comments: all }));
    return 0;
  }
  for (const [at, one] of found.entries()) {
    if (at > 0) terminal.out('');
    for (const line of await linesOf(one, room, call)) terminal.out(line);
  }
  return 0;
}

interface Standing {
  isBlocked: boolean;
  /** The accounts that the author follows. */
  follows: string[];
  /** What the owner decided last about anything of the author's. */
  decided: 'approved' | 'hidden' | null;
}

/** What is known of the author; null: there is none any more. */
async function standingOf({ author }: Listed, room: Room, terminal: Terminal): Promise<Standing | null> {
  if (!author) return null;
  const { database } = room;
  const followers = createFollowers({ database });
  const follows = await followers.of(author.uri);
  return {
    isBlocked: await blocksIn(room, terminal).isBlocked(new URL(author.uri)),
    follows: follows.filter(({ state }) => state === 'accepted').map(({ account }) => account),
    decided: await createRemarks(database).decidedAbout(author.uri),
  };
}

const decidedWords = {
  approved: 'you approved something of theirs last',
  hidden: 'you hid something of theirs last',
  none: 'a stranger so far',
};

function sayStanding({ isBlocked, follows, decided }: Standing): string {
  return [
    ...(isBlocked ? ['is blocked'] : []),
    follows.length > 0 ? `follows ${follows.join(' and ')}` : 'does not follow',
    decidedWords[decided ?? 'none'],
  ].join('; ');
}

async function linesOf(one: Listed, room: Room, call: Call): Promise<string[]> {
  const { site } = room.config;
  const shown = showIn(site.timezone);
  const standing = await standingOf(one, room, call.terminal);
  const field = (name: string, ...parts: string[]): string[] => wrap(`  ${name.padEnd(9)}`, parts, ',');
  const why = whyOf(one);
  const head = `Comment ${one.key}: ${stateOf(one)}`;
  const { author, post } = one;
  const name = author ? harmless(author.name) : '';
  return [
    why === null ? head : `${head}. ${why}`,
    '',
    ...field('from', `${writer(one)}${name === '' ? '' : ` (${name})`}`),
    ...(standing ? field('', sayStanding(standing)) : []),
    ...(author ? field('', harmless(author.url)) : []),
    ...field(
      'on',
      post ? `${kinds[one.kind].toLowerCase()} ${post.title ?? post.slug}` : `${one.kind}, belongs to no post`,
    ),
    ...(post ? field('', absolute(site, post.permalink)) : []),
    ...(one.state === 'gone' ? [] : field('written', ...times(one, shown))),
    ...(isOwn(one) ? await ownFields(one, room, field) : field('there', harmless(one.url ?? one.uri))),
    ...textLines(one),
    '',
    ...one.decisions.map((decision) => `  ${shown(decision.at)}  ${sayDecision(decision)}`),
    ...hint(one, standing, call),
  ];
}

/** Of an answer of ours: whom it answers, where other servers read it, and how its deliveries fare. */
async function ownFields(
  { uri, extras, state, visibility }: Listed,
  { config: { site }, database }: Room,
  field: (name: string, ...parts: string[]) => string[],
): Promise<string[]> {
  const { addressed } = readAnswerExtras(extras);
  const about = { subjects: [uri], uris: [] };
  const sent = await createOutcomes(database).newest({ about, since: null, host: null, failed: false }, Infinity);
  const activities = sent.map((one) => ({ ...one, title: '' })).toReversed();
  return [
    ...(addressed ? field('to', `@${harmless(addressed.handle)}`) : []),
    ...(state === 'gone' || !isPublic({ visibility }) ? [] : field('there', absolute(site, uri))),
    ...activities.flatMap((one, at) => field(at === 0 ? 'sent' : '', `${kindOf(one)}: ${totals(one)}`)),
  ];
}

function times({ uri, published, received, updated, visibility, language }: Listed, shown: Shown): string[] {
  return [
    shown(published),
    ...(shown(received) === shown(published) ? [] : [`came ${shown(received)}`]),
    ...(updated ? [`edited ${shown(updated)}`] : []),
    isOwn({ uri }) && !isPublic({ visibility }) ? 'to whom it answers alone' : visibilities[visibility],
    ...(language === null ? [] : [`language ${harmless(language)}`]),
  ];
}

/** The text as it would be read, a paragraph a line, and its pictures in words. */
function textLines({ title, warning, html, extras }: Listed): string[] {
  if (html === null) return [];
  const { media } = readExtras(extras);
  const paragraphs = (cleanMarkup(html)?.text ?? '').split('\n').map(harmless);
  const heads = [title, warningOf({ warning })].flatMap((head) => (head ? [harmless(head)] : []));
  const pictures = media.map(({ kind, url, description }) =>
    [`(${kind}:`, ...(description === '' ? [] : [`${harmless(description)},`]), `${harmless(url)})`].join(' '),
  );
  return [...heads, ...paragraphs, ...pictures].filter((line) => line !== '').flatMap((line) => ['', ...folded(line)]);
}

/** A paragraph in lines that fit; a word that is longer stands alone. */
function folded(paragraph: string): string[] {
  const lines: string[] = [];
  for (const word of paragraph.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= lineWidth) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`    ${word}`);
  }
  return lines;
}

function hint(one: Listed, standing: Standing | null, { terminal: { environment } }: Call): string[] {
  if (one.state !== 'held') return [];
  const words = (['approve', 'hide'] as const).filter(
    (word) => answerOwner(word, subjectOf(one, standing?.isBlocked ?? false)).answer === 'done',
  );
  const leads = { approve: 'Let it in with', hide: 'Keep it out with' };
  return ['', ...words.map((word) => `${leads[word]}: ${spell(environment, 'comments', word, String(one.key))}`)];
}
