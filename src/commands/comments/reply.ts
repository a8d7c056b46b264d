import { absolute } from '../../config.ts';
import { isOwn } from '../../conversation/answers/answers.ts';
import { isPublic } from '../../conversation/answers/may-answer.ts';
import { decisionSteps } from '../../conversation/desk/decide.ts';
import type { Listed } from '../../conversation/desk/list.ts';
import { answerOwner } from '../../conversation/moderation/owner-word.ts';
import { Unmet } from '../../database/database.ts';
import { and, eq, inArray } from '../../database/drizzle.ts';
import type { Answering, Draft } from '../../federation/answers/answering.ts';
import { answerPage } from '../../federation/answers/said.ts';
import type { Target } from '../../federation/answers/target.ts';
import { type Call, type ExitCode, misused } from '../command.ts';
import { cut } from '../deliveries/layout.ts';
import { findAccount } from '../find-account.ts';
import { harmless } from '../followers/open.ts';
import { jsonText } from '../json-text.ts';
import { spell } from '../spell.ts';
import { openAnswering } from './answering.ts';
import { findPostKeys } from './list.ts';
import { findComments, type Room, subjectOf } from './open.ts';
import { quoted } from './quoted.ts';
import { giveBack, readText } from './read-text.ts';
import { goesTo, sendHint } from './sent-words.ts';
import { textOf, widest } from './words.ts';

/** `postern comments reply NUMBER [TEXT…]`, or with --post the post itself. */
export async function reply(room: Room, call: Call, numbers: number[], words: string[]): Promise<ExitCode> {
  const { terminal } = call;
  const { site } = room.config;
  const written = call.text('account');
  const account = written === null ? null : findAccount(site, written);
  if (written !== null && !account)
    return misused(terminal, { name: 'comments' }, `"${written}" is none of your accounts. See: postern accounts`);
  const target = await findTarget(room, call, numbers);
  if (!target) return 1;
  const opened = await openAnswering(room, terminal);
  try {
    const { answering } = opened;
    const obstacle = (await answering.obstacle(target)) ?? whyNotApproved(target);
    if (obstacle !== null) return refuse(call, obstacle);
    const text = await readText(call, { words, text: '', notes: async () => quoted(target, site) });
    if (text === null) return 1;
    const draft = await answering.draft(target, text, account);
    const isDry = call.flag('dry-run');
    const code =
      'why' in draft
        ? refuse(call, draft.why)
        : await (isDry ? show(answering, draft, call) : send(room, answering, draft, target, call));
    if (code !== 0 || isDry) giveBack(call, words, text);
    return code;
  } finally {
    await opened.close();
  }
}

function refuse({ terminal }: Call, why: string): ExitCode {
  terminal.error(harmless(why));
  return 1;
}

async function findTarget(room: Room, call: Call, numbers: number[]): Promise<Target | null> {
  const { database, config } = room;
  const slug = call.text('post');
  if (slug === null) {
    const [remark] = (await findComments(room, numbers, call.terminal)) ?? [];
    return remark ? { remark } : null;
  }
  const { posts } = database.tables;
  const keys = await findPostKeys(database, absolute(config.site, '/'), slug);
  const isThere = and(inArray(posts.key, keys), eq(posts.state, 'live'));
  const [post] = keys.length === 0 ? [] : await database.query.select().from(posts).where(isThere);
  if (post) return { post };
  call.terminal.error(`There is no post called "${slug}". See: ${spell(call.terminal.environment, 'list')}`);
  return null;
}

/** What waits is let in by an answer, as it is by one from the author's own account elsewhere. */
function toApprove(target: Target): Listed | null {
  const remark = 'remark' in target ? target.remark : null;
  return remark?.state === 'held' && remark.kind !== 'mention' && isPublic(remark) && !isOwn(remark) ? remark : null;
}

function whyNotApproved(target: Target): string | null {
  const remark = toApprove(target);
  const answer = remark && answerOwner('approve', subjectOf(remark, false));
  return answer?.answer === 'refused' ? `Comment ${remark?.key} ${answer.says}.` : null;
}

async function show(answering: Answering, draft: Draft, call: Call): Promise<ExitCode> {
  const { terminal } = call;
  const note = answering.preview(draft, 0);
  const spread = await answering.spread(draft.reach, draft.account);
  if (call.flag('json')) {
    terminal.out(jsonText({ dryRun: true, ...inJson(draft), ...spread, activity: note }));
    return 0;
  }
  terminal.out(`Would answer ${goesTo(draft, spread)}.`);
  terminal.out(jsonText(note));
  terminal.out('Its address and its number are given when it is sent.');
  return 0;
}

async function send(
  { config: { site }, database }: Room,
  answering: Answering,
  draft: Draft,
  target: Target,
  call: Call,
): Promise<ExitCode> {
  const { terminal } = call;
  const approved = toApprove(target);
  const spread = await answering.spread(draft.reach, draft.account);
  try {
    const { key, activity } = await answering.send(draft, (query) =>
      approved ? decisionSteps(database, query, approved, { state: 'shown', why: '' }, terminal.now()) : [],
    );
    const page = draft.post && isPublic(draft) ? absolute(site, answerPage(draft.post, key)) : null;
    if (call.flag('json')) {
      terminal.out(jsonText({ dryRun: false, number: key, page, ...inJson(draft), ...spread, activity }));
      return 0;
    }
    if (approved) terminal.out(cut(`Shown: ${approved.key}, since you answer it: ${textOf(approved)}`, widest));
    terminal.out(`Answered with ${key}, ${goesTo(draft, spread)}.`);
    if (page !== null) terminal.out(page);
    terminal.out(sendHint);
    return 0;
  } catch (error) {
    if (!(error instanceof Unmet)) throw error;
    return refuse(call, `Comment ${approved?.key ?? ''} changed at this moment. Look at it, and answer it again.`);
  }
}

function inJson({ account, visibility, reach }: Draft): object {
  return {
    account: account.id,
    visibility,
    people: reach.people.map(({ handle }) => handle),
    followers: reach.followers,
  };
}
