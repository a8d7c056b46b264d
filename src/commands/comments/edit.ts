import { isOwn } from '../../conversation/answers/answers.ts';
import { Unmet } from '../../database/database.ts';
import type { Call, ExitCode } from '../command.ts';
import { jsonText } from '../json-text.ts';
import { openAnswering } from './answering.ts';
import { findComments, type Room } from './open.ts';
import { giveBack, readText } from './read-text.ts';
import { goesTo, sendHint } from './sent-words.ts';

const note = 'Edit your answer above, in Markdown. Nothing from this line on is sent.';

/** `postern comments edit NUMBER [TEXT…]`: another text for an answer of ours. */
export async function edit(room: Room, call: Call, numbers: number[], words: string[]): Promise<ExitCode> {
  const { terminal } = call;
  const [remark] = (await findComments(room, numbers, terminal)) ?? [];
  if (!remark) return 1;
  const refuse = (why: string): ExitCode => {
    terminal.error(why);
    return 1;
  };
  if (!isOwn(remark)) return refuse(`Comment ${remark.key} is not yours. You can edit your own answers.`);
  if (remark.state === 'gone') return refuse(`Comment ${remark.key} is deleted, and nothing of it is left.`);
  let written = '';
  const opened = await openAnswering(room, terminal);
  try {
    const { answering } = opened;
    const answer = await answering.answers.byKey(remark.key);
    if (!answer) return refuse(`Comment ${remark.key} is not there any more.`);
    const text = await readText(call, { words, text: answer.source ?? '', notes: async () => [note] });
    if (text === null) return 1;
    written = text;
    const isDry = call.flag('dry-run');
    const edited = await answering.edit(answer, text, isDry);
    if (edited === null) {
      terminal.out(`Comment ${remark.key} says that already.`);
      return 0;
    }
    if ('why' in edited) {
      giveBack(call, words, written);
      return refuse(edited.why);
    }
    const { activity, reach, account } = edited;
    const spread = await answering.spread(reach, account);
    const { visibility } = answer;
    if (call.flag('json')) {
      const people = reach.people.map(({ handle }) => handle);
      const about = { number: answer.key, account: account.id, visibility, people, followers: reach.followers };
      terminal.out(jsonText({ dryRun: isDry, ...about, ...spread, activity }));
      return 0;
    }
    terminal.out(
      `${isDry ? 'Would edit' : 'Edited'} ${answer.key}, ${goesTo({ account, visibility, reach }, spread)}.`,
    );
    terminal.out(isDry ? jsonText(activity) : sendHint);
    return 0;
  } catch (error) {
    if (!(error instanceof Unmet)) throw error;
    giveBack(call, words, written);
    return refuse(`Comment ${remark.key} changed at this moment. Look at it, and say it again.`);
  } finally {
    await opened.close();
  }
}
