import type { KeptPerson } from '../../conversation/desk/person.ts';
import { readTraces } from '../../conversation/erase/traces.ts';
import { createErasedList } from '../../federation/erase/erased-list.ts';
import { forgetActor } from '../../federation/erase/forget.ts';
import { createLog } from '../../log.ts';
import type { Call, ExitCode } from '../command.ts';
import { inJson } from '../comments/json.ts';
import { amountOf, type Room } from '../comments/open.ts';
import { stateWords, textOf } from '../comments/words.ts';
import { cut, showIn } from '../deliveries/layout.ts';
import { harmless } from '../followers/open.ts';
import { jsonText } from '../json-text.ts';

const widest = 60;

const none = { reports: [], notices: [], quotes: [], deliveries: [], keys: [], picture: 0, forgotten: null };

/** `postern people show`: everything that is kept of somebody. */
export async function show(room: Room, call: Call, found: readonly KeptPerson[]): Promise<ExitCode> {
  const { terminal } = call;
  const { site } = room.config;
  const traces = await Promise.all(found.map((person) => readTraces(room.database, person)));
  if (call.flag('json')) {
    const all = found.map(({ key: _key, remarks, ...person }, index) => ({
      ...person,
      comments: remarks.map((one) => inJson(one, site)),
      ...traces[index],
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
    const { reports, notices, quotes, deliveries, keys, picture, forgotten } = traces[at] ?? none;
    if (picture > 0) field('picture', `${picture} bytes, made of theirs`);
    for (const { received, text } of reports) field('report', `${shown(received)}  ${cut(harmless(text), widest)}`);
    for (const { made, owner } of notices) field('told', `${shown(made)}  ${harmless(owner)}`);
    for (const { made, state, object } of quotes) field('quote', `${shown(made)}  ${state}  ${harmless(object)}`);
    for (const { finished, type, about, outcome } of deliveries)
      field('sent', `${finished ? shown(finished) : 'waits'}  ${type}  ${harmless(about)}  ${outcome ?? ''}`.trimEnd());
    for (const { id, read } of keys) field('key', `${harmless(id)}, read ${shown(read)}`);
    if (forgotten) field('forgotten', shown(forgotten));
  }
  return 0;
}

/** `postern people forget`: erases it, after asking. */
export async function forget({ config, database }: Room, call: Call, found: readonly KeptPerson[]): Promise<ExitCode> {
  const { terminal } = call;
  const dry = call.flag('dry-run');
  const says = (done: string): void => {
    for (const { handle, follows, remarks, reactions } of found) {
      const amount = amountOf({ remarks: remarks.length, reactions: reactions.length });
      const ends =
        follows.length === 0 ? [] : [`what they follow (${follows.map(({ account }) => account).join(', ')})`];
      const what = [...(amount === '' ? [] : [amount]), ...ends, 'name and address'].join(', ');
      terminal.out(`${done}: ${what} of @${harmless(handle)}`);
    }
  };
  const tellServers = (): void => {
    if (found.some(({ follows }) => follows.length > 0))
      terminal.out('Their server is told by the running server; by one that is started later then.');
  };
  if (dry || (!call.flag('yes') && terminal.interactive)) says('Would erase');
  if (dry) return 0;
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
  for (const { uri } of found) await forgetActor(database, config.site, uri, { isGone: false }, terminal.now());
  const { now } = terminal;
  await createErasedList({ config, database, log: createLog(config.place, terminal.error), now }).bringUp();
  says('Erased');
  tellServers();
  return 0;
}
