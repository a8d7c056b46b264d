import { isOwn } from '../../conversation/answers/answers.ts';
import { decisionSteps } from '../../conversation/desk/decide.ts';
import { type Listed, listRemarks } from '../../conversation/desk/list.ts';
import { type Answer, answerOwner, type Word } from '../../conversation/moderation/owner-word.ts';
import { Unmet } from '../../database/database.ts';
import type { Call, ExitCode, Terminal } from '../command.ts';
import { cut, many, showIn } from '../deliveries/layout.ts';
import { harmless } from '../followers/open.ts';
import { spell } from '../spell.ts';
import { blocksIn } from './blocks.ts';
import { findComments, inWords, type Room, subjectOf, writer } from './open.ts';
import { textOf, widest } from './words.ts';

const done: Record<Word, string> = {
  approve: 'Shown',
  hide: 'Hidden',
  reopen: 'Waits for you again',
  delete: 'Deleted',
};

/** As many numbers are written out to be copied. */
const mostNamed = 10;

type Decided = { remark: Listed; answer: Extract<Answer, { answer: 'done' }> };

/** `postern comments approve|hide|reopen|delete NUMBER…`: all of them, or none where one of them cannot be. */
export function decide(word: Word): (room: Room, call: Call, numbers: number[]) => Promise<ExitCode> {
  return async (room, call, numbers) => {
    const { terminal } = call;
    const found = await findComments(room, numbers, terminal);
    if (!found) return 1;
    const blocks = blocksIn(room, terminal);
    const answered = [];
    for (const remark of found) {
      const isAuthorBlocked = remark.author !== null && (await blocks.isBlocked(new URL(remark.author.uri)));
      // What is one's own is taken back, from everybody who had it.
      const isTakenBack = word === 'delete' && isOwn(remark) && remark.state !== 'gone';
      const answer = isTakenBack
        ? ({ answer: 'done', state: 'gone' } as const)
        : answerOwner(word, subjectOf(remark, isAuthorBlocked));
      answered.push({ remark, answer });
    }
    const refused = answered.flatMap(({ remark, answer }) =>
      answer.answer === 'refused' ? `Comment ${remark.key} ${answer.says}.` : [],
    );
    if (refused.length > 0) {
      for (const line of refused) terminal.error(line);
      if (numbers.length > 1) terminal.error('Nothing was done.');
      return 1;
    }
    for (const { remark, answer } of answered)
      if (answer.answer === 'already') terminal.out(`Comment ${remark.key} ${answer.says}.`);
    const wanted = answered.filter((one): one is Decided => one.answer.answer === 'done');

    if (call.flag('dry-run')) {
      for (const { remark } of wanted) terminal.out(wouldDelete(remark));
      return 0;
    }
    if (word === 'delete' && wanted.length > 0 && !call.flag('yes')) {
      const meant = await isMeant(wanted, terminal);
      if (meant !== null) return meant;
    }
    const why = call.text('why')?.trim() ?? '';
    const failed = await carryOut(wanted, { word, why, room, terminal });
    if (word === 'approve') await tellOthers(room, wanted, terminal);
    return failed ? 1 : 0;
  };
}

async function carryOut(
  wanted: readonly Decided[],
  { word, why, room, terminal }: { word: Word; why: string; room: Room; terminal: Terminal },
): Promise<boolean> {
  let failed = false;
  for (const { remark, answer } of wanted) {
    try {
      const { state } = answer;
      if (isOwn(remark)) {
        const refused = await takeBack(room, remark.key, why, terminal);
        if (refused === null) terminal.out(`Deleted: ${named(remark)}. Whoever had it is told.`);
        else terminal.error(refused);
        failed ||= refused !== null;
        continue;
      }
      await room.database.atomically((query) =>
        decisionSteps(room.database, query, remark, { state, why }, terminal.now()),
      );
      terminal.out(cut(`${done[word]}: ${named(remark)}${word === 'approve' ? sayText(remark, room) : ''}`, widest));
    } catch (error) {
      if (!(error instanceof Unmet)) throw error;
      failed = true;
      terminal.error(`Comment ${remark.key} changed at this moment. Look at it, and say it again.`);
    }
  }
  return failed;
}

/** What stands against taking an answer of our own back, as a sentence; null: done. */
async function takeBack(room: Room, key: number, why: string, terminal: Terminal): Promise<string | null> {
  const { openAnswering } = await import('./answering.ts');
  const { answering, close } = await openAnswering(room, terminal);
  try {
    const answer = await answering.answers.byKey(key);
    return answer ? ((await answering.withdraw(answer, why))?.why ?? null) : `Comment ${key} is not there any more.`;
  } finally {
    await close();
  }
}

/** Whoever has a first comment approved, and so is not blocked, may have written others, which wait. */
async function tellOthers({ database }: Room, wanted: readonly Decided[], terminal: Terminal): Promise<void> {
  const authors = new Map(wanted.flatMap(({ remark: { author } }) => (author ? [[author.key, author]] : [])));
  for (const { key, handle } of authors.values()) {
    const held = (await listRemarks(database, { people: [key], states: ['held'] }))
      .filter((one) => answerOwner('approve', subjectOf(one, false)).answer === 'done')
      .map((one) => one.key)
      .toReversed();
    if (held.length === 0) continue;
    const hint =
      held.length > mostNamed
        ? `See: ${spell(terminal.environment, 'comments', '--held', '--by', `@${harmless(handle)}`)}`
        : `Approve ${held.length === 1 ? 'it' : 'them'} with: ${spell(terminal.environment, 'comments', 'approve', ...held.map(String))}`;
    terminal.out(`${held.length} more of @${harmless(handle)} ${held.length === 1 ? 'waits' : 'wait'}. ${hint}`);
  }
}

/** Null: yes. */
async function isMeant(wanted: readonly Decided[], terminal: Terminal): Promise<ExitCode | null> {
  const numbers = inWords(wanted.map(({ remark }) => remark.key));
  const what = many(wanted.length, 'comment');
  if (!terminal.interactive) {
    terminal.error(
      `This erases ${what} for good: ${numbers}. Look with --dry-run, and say so with --yes. Nothing was done.`,
    );
    return 1;
  }
  for (const { remark } of wanted) terminal.out(wouldDelete(remark));
  if (/^y(es)?$/i.test(await terminal.ask(`Erase ${what} for good? yes or`, 'no'))) return null;
  terminal.out('Nothing was done.');
  // Who was asked and said no got what was wanted.
  return 0;
}

function wouldDelete(remark: Listed): string {
  return cut(`Would delete: ${named(remark)}: ${textOf(remark)}`, widest);
}

/** What is to be read from now on: it may have been edited since the owner looked at it. */
function sayText(remark: Listed, { config: { site } }: Pick<Room, 'config'>): string {
  const edited = remark.updated === null ? '' : ` (edited ${showIn(site.timezone)(remark.updated)})`;
  return `${edited}: ${textOf(remark)}`;
}

function named(remark: Listed): string {
  return `${remark.key}, by ${writer(remark)}${remark.post ? ` on ${remark.post.slug}` : ''}`;
}
