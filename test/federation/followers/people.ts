import type { Database } from '../../../src/database/database.ts';
import { createPeople } from '../../../src/federation/people/people.ts';
import type { Person } from '../../../src/federation/people/person.ts';

/** Somebody on another server: `ada@example.social` has her inbox there, and shares one with everybody else there. */
export function person(handle: string, own: Partial<Person> = {}): Person {
  const [user = '', host = ''] = handle.split('@');
  return {
    uri: `https://${host}/users/${user}`,
    user,
    host,
    name: user[0]?.toUpperCase() + user.slice(1),
    inbox: `https://${host}/users/${user}/inbox`,
    sharedInbox: `https://${host}/inbox`,
    ...{ url: `https://${host}/@${user}`, avatar: null, isDiscoverable: true, isIndexable: true },
    ...own,
  };
}

/** Writes people as they were read. */
export async function save(
  database: Database,
  people: Person[],
  now = new Date('2026-11-21T12:00:00Z'),
): Promise<void> {
  const store = createPeople({ database });
  await database.atomically((query) => people.flatMap((one) => store.save(query, one, now)));
}
