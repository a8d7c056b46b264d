import { type Call, type Command, type ExitCode, jsonOption, misused, siteOption } from './command.ts';
import { openComments } from './comments/open.ts';

export const people: Command = {
  name: 'people',
  about: 'Show what is kept of somebody on another server, and forget it.',
  usage: ['people show HANDLE|URL', 'people forget HANDLE|URL'],
  words: { least: 0, most: 2 },
  options: {
    ...siteOption,
    yes: { value: null, about: 'With forget: do not ask.' },
    'dry-run': { value: null, about: 'With forget: only say what would be erased.' },
    ...jsonOption,
  },
  notes: [
    'show answers who asks what the blog knows of them; --json has all of it, texts too.',
    'forget erases what they said and did here, what they follow (their server is told), their name, address, picture and key, and what was sent to their inbox once nothing waits for it. A block of them holds on without their name.',
    'What is left are keyed hashes, in the database and in data/erased.txt: nothing that they wrote before comes back, from another server or from a backup. What they write later is their own new word.',
  ],
  examples: ['postern people show @ada@example.social', 'postern people forget @ada@example.social --dry-run'],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const { terminal, words } = call;
  const [name, who] = words;
  if (name !== 'show' && name !== 'forget')
    return misused(
      terminal,
      people,
      name === undefined
        ? 'Say what: show or forget.'
        : `"${name}" is nothing that people does: there are show and forget.`,
    );
  const stray = (name === 'show' ? ['yes', 'dry-run'] : ['json']).find((flag) => call.flag(flag));
  if (stray) return misused(terminal, people, `--${stray} does not go with ${name}.`);
  if (who === undefined) return misused(terminal, people, `Say whom: postern people ${name} @ada@example.social`);
  const { readWho } = await import('../federation/followers/who.ts');
  const read = readWho(who);
  if (!read)
    return misused(terminal, people, `"${who}" is no handle. Write @ada@example.social, or the URL of the actor.`);

  const room = await openComments(call);
  if (!room) return 1;
  try {
    const { findSpeakers } = await import('../conversation/desk/list.ts');
    const { readPeople } = await import('../conversation/desk/person.ts');
    const found = await readPeople(room.database, await findSpeakers(room.database, read));
    if (found.length === 0) {
      terminal.error(`Nothing is kept of ${who}.`);
      return 1;
    }
    const part = await import('./people/known.ts');
    return await (name === 'show' ? part.show(room, call, found) : part.forget(room, call, found));
  } finally {
    await room.close();
  }
}
