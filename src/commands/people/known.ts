import { forgetPerson, type KeptPerson } from '../../conversation/desk/person.ts';
import type { Call, ExitCode } from '../command.ts';
import { inJson } from '../comments/json.ts';
import { amountOf, type Room } from '../comments/open.ts';
import { stateWords, textOf } from '../comments/words.ts';
import { cut, showIn } from '../deliveries/layout.ts';
import { harmless } from '../followers/open.ts';
import { jsonText } from '../json-text.ts';
import { spell } from '../spell.ts';

const widest = 60;

/** `postern people show`: everything that is kept of somebody. */
export function show({ config: { site } }: Room, call: Call, found: readonly KeptPerson[]): ExitCode {
  const { terminal } = call;
  if (call.flag('json')) {
    const all = found.map(({ key: _key, remarks, ...person }) => ({
      ...person,
      comments: remarks.map((one) => inJson(one, site)),
    }));
    terminal.out(jsonText({ people: all }));
    return 0;
  }
  const shown = showIn(site.timezone);
  const field = (name: string, value: string): void => terminal.out(`  ${name.padEnd(9)}${value}`);
  for (const [at, person] of found.entries()) {
    if (at > 0) terminal.out('');
    terminal.out(`@${harmless(person.handle)} (${harmless(person.name)})`);
    field('actor', harmless(person.uri));
    if (person.url !== null) field('page', harmless(person.url));
    field('inbox', harmless(person.inbox));
    if (person.avatar !== null) field('picture', harmless(person.avatar));
    if (person.portrait !== null) field('kept as', person.portrait);
    field('read', shown(person.fetched));
    for (const { account, state, since } of person.follows)
      field(state === 'accepted' ? 'follows' : 'waits', `${account}, since ${shown(since)}`);
    for (const one of person.remarks)
      field('comment', `${one.key}  ${stateWords[one.state]}  ${shown(one.received)}  ${cut(textOf(one), widest)}`);
    for (const { kind, emoji, post, received, state } of person.reactions)
      field(
        kind,
        `${shown(received)}  ${post ?? '(no post)'}${emoji === null ? '' : `  ${harmless(emoji)}`}${state === 'shown' ? '' : `  (${state})`}`,
      );
  }
  return 0;
}

/** `postern people forget`: erases it, after asking. */
export async function forget({ database }: Room, call: Call, found: readonly KeptPerson[]): Promise<ExitCode> {
  const { terminal } = call;
  const dry = call.flag('dry-run');
  const says = (done: string): void => {
    for (const { handle, follows, remarks, reactions } of found) {
      const amount = amountOf({ remarks: remarks.length, reactions: reactions.length });
      const row = follows.length === 0 ? ['name and address'] : [];
      const what = [...(amount === '' ? [] : [amount]), ...row].join(', ');
      terminal.out(`${done}: ${what === '' ? 'nothing' : what} of @${harmless(handle)}`);
    }
  };
  const tellFollowers = (): void => {
    for (const { handle, follows } of found)
      if (follows.length > 0)
        terminal.out(
          `Name and address are kept as long as they follow. To end that too: ${spell(terminal.environment, 'followers', 'remove', `@${harmless(handle)}`)}`,
        );
  };
  if (dry || (!call.flag('yes') && terminal.interactive)) says('Would erase');
  if (dry) {
    tellFollowers();
    return 0;
  }
  if (!call.flag('yes')) {
    if (!terminal.interactive) {
      terminal.error('This cannot be undone. Look with --dry-run, and say so with --yes. Nothing was done.');
      return 1;
    }
    if (!/^y(es)?$/i.test(await terminal.ask('Erase it for good? yes or', 'no'))) {
      terminal.out('Nothing was done.');
      return 0;
    }
  }
  for (const person of found) await forgetPerson(database, person, terminal.now());
  says('Erased');
  tellFollowers();
  return 0;
}
