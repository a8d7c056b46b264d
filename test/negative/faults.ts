import Sqlite from 'better-sqlite3';
import { expect } from 'vitest';
import type { Got } from '../gate/send.ts';
import { talk } from '../support/raw.ts';
import type { Attempt } from './attempt.ts';
import { bytesOf } from './bytes.ts';
import { boost, like, note, unread } from './furnish.ts';
import type { Stand } from './stand.ts';

const nothing: Got = { status: 0, headers: {}, text: '' };

/** A part of an activity that would be taken in, and then nothing, in one of three ways. */
const broken: readonly Attempt[] = [0.05, 0.3, 0.6, 0.9, 0.99].flatMap((part) =>
  (['end', 'destroy', 'resetAndDestroy'] as const).map(
    (way): Attempt => ({
      name: `a connection that ends after ${part * 100} of a hundred parts of an activity: ${way}`,
      async make(stand) {
        const bytes = bytesOf(stand.prepare());
        const { socket, ended } = talk(stand.address, bytes.subarray(0, Math.floor(bytes.length * part)));
        await new Promise((resolve) => socket.once('connect', resolve));
        await new Promise((resolve) => setTimeout(resolve, 5));
        socket[way]();
        const heard = way === 'end' ? await ended : '';
        expect(heard).not.toMatch(/^HTTP\/1\.1 2/);
        return nothing;
      },
      status: 0,
    }),
  ),
);

/** What was said already, or is for nothing, by twenty at once. */
const repeated: readonly Attempt[] = Object.entries({
  'a Like': like,
  'an Announce': boost,
  'an Undo of nothing': ({ id }: Parameters<typeof like>[0]) => ({ type: 'Undo', object: `${id}#never` }),
  'a Create': (by: Parameters<typeof like>[0]) => ({ type: 'Create', object: note(by, 'own') }),
  'a Delete of nothing': ({ id }: Parameters<typeof like>[0]) => ({ type: 'Delete', object: `${id}/notes/never` }),
}).map(
  ([name, make]): Attempt => ({
    name: `${name} that is known, sent twenty times at once`,
    async make(stand) {
      const by = stand.world.ada;
      const sent = stand.prepare({
        inbox: '/ap/inbox',
        say: ({ '@context': context }) => ({
          '@context': context,
          id: `${by.id}#again-${name.length}`,
          actor: by.id,
          ...make(by),
        }),
      });
      const all = await Promise.all(Array.from({ length: 20 }, () => stand.send(sent)));
      expect(new Set(all.map(({ status }) => status))).toEqual(new Set([202]));
      return all[0] ?? nothing;
    },
    status: 202,
  }),
);

const process: readonly Attempt[] = [
  {
    name: 'an activity while another program keeps the database',
    async make(stand) {
      const other = new Sqlite(`${stand.site.folder}/data/postern.db`);
      other.exec('begin exclusive');
      try {
        const got = await sayNothing(stand);
        expect(Number(got.headers['retry-after'])).toBeGreaterThan(0);
        return got;
      } finally {
        other.exec('rollback');
        other.close();
      }
    },
    status: 503,
  },
  {
    name: 'an activity while the process is stopped',
    async make(stand) {
      stand.server.signal('SIGSTOP');
      const said = sayNothing(stand);
      await new Promise((resolve) => setTimeout(resolve, 300));
      stand.server.signal('SIGCONT');
      return said;
    },
    status: 202,
  },
];

/** Something that is taken in and changes nothing. */
function sayNothing(stand: Stand): Promise<Got> {
  return stand.say(stand.world.ada, { type: 'Like', object: `https://blog.example.com/ap/posts/${unread[4]}` });
}

export const faults: readonly Attempt[] = [...broken, ...repeated, ...process];
