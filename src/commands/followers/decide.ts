import { type Query, type Step, Unmet } from '../../database/database.ts';
import { approvalOf, removalOf } from '../../federation/followers/decide.ts';
import type { Follower } from '../../federation/followers/followers.ts';
import { type Call, type ExitCode, misused, type Terminal } from '../command.ts';
import { many } from '../deliveries/layout.ts';
import { spell } from '../spell.ts';
import { harmless, namedAccount, type Room } from './open.ts';

type Verb = 'approve' | 'reject' | 'remove';

interface Deed {
  done: string;
  would: string;
  /** Who it can be done to. */
  state: 'pending' | undefined;
  steps(query: Query, follower: Follower, room: Room, now: Date): Step[];
}

const remove: Deed['steps'] = (query, follower, room, now) => removalOf(query, follower, { ...room, now });

const deeds: Record<Verb, Deed> = {
  approve: {
    done: 'Let in',
    would: 'Would let in',
    state: 'pending',
    steps: (query, follower, room, now) => approvalOf(query, follower, { ...room, now }),
  },
  reject: { done: 'Rejected', would: 'Would reject', state: 'pending', steps: remove },
  remove: { done: 'Removed', would: 'Would remove', state: undefined, steps: remove },
};

/** `postern followers approve|reject|remove`: all that are named, or nothing where one of them is not there. */
export function decide(verb: Verb): (room: Room, call: Call, words: string[]) => Promise<ExitCode> {
  const { done, would, state, steps } = deeds[verb];
  return async (room, call, words) => {
    const { terminal } = call;
    const wanted = { account: namedAccount(call, room.site), state };
    const chosen = call.flag('all') ? await room.followers.list(wanted) : await chosenBy(words, wanted, room, terminal);
    if (typeof chosen === 'number') return chosen;
    if (chosen.length === 0) {
      terminal.out(state === 'pending' ? 'Nobody waits.' : 'Nobody follows.');
      return 0;
    }
    if (call.flag('dry-run')) {
      for (const follower of chosen) terminal.out(`${would}: ${nameOf(follower, room)}`);
      return 0;
    }
    if (verb === 'remove' && call.flag('all') && !(await isMeant(chosen.length, terminal))) return 0;

    const told = await carryOut(chosen, { steps, done, room, terminal });
    if (told > 0) terminal.out('The running server tells them; one that is started later does so then.');
    return 0;
  };
}

async function chosenBy(
  words: string[],
  wanted: { account: string | undefined; state: 'pending' | undefined },
  { followers }: Room,
  terminal: Terminal,
): Promise<Follower[] | ExitCode> {
  const chosen: Follower[] = [];
  for (const word of words) {
    const found = await followers.find(word, wanted);
    if (found === null)
      return misused(
        terminal,
        { name: 'followers' },
        `"${word}" is no handle. Write @ada@example.social, or the URL of the actor.`,
      );
    if (found.length === 0) {
      const follows = wanted.state === 'pending' && ((await followers.find(word)) ?? []).length > 0;
      const hint = spell(terminal.environment, 'followers', 'remove', word);
      terminal.error(
        follows
          ? `${word} does not wait, but follows already. To show them out: ${hint}`
          : `${word} does not ${wanted.state === 'pending' ? 'wait' : 'follow'} here. See: ${spell(terminal.environment, 'followers')}`,
      );
      return 1;
    }
    chosen.push(
      ...found.filter((one) => !chosen.some(({ uri, account }) => uri === one.uri && account === one.account)),
    );
  }
  return chosen;
}

async function carryOut(
  chosen: Follower[],
  { steps, done, room, terminal }: Pick<Deed, 'steps' | 'done'> & { room: Room; terminal: Terminal },
): Promise<number> {
  let told = 0;
  for (const follower of chosen) {
    try {
      await room.database.atomically((query) => steps(query, follower, room, terminal.now()));
      terminal.out(`${done}: ${nameOf(follower, room)}`);
      told += 1;
    } catch (error) {
      // It took its Follow back, or somebody else decided, while this was read.
      if (!(error instanceof Unmet)) throw error;
      terminal.out(`${nameOf(follower, room)} does not wait any more.`);
    }
  }
  return told;
}

async function isMeant(count: number, terminal: Terminal): Promise<boolean> {
  if (!terminal.interactive) return true;
  if (/^y(es)?$/i.test(await terminal.ask(`Show out ${many(count, 'follower')}? yes or`, 'no'))) return true;
  terminal.out('Nothing was done.');
  return false;
}

function nameOf({ handle, account }: Follower, { names }: Room): string {
  const who = `@${harmless(handle)}`;
  return names.length === 1 && names[0] === account ? who : `${who}, who follows ${account}`;
}
