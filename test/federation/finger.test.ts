import { describe, expect, it } from 'vitest';
import type { Failed, Fetched, Guard } from '../../src/federation/guard/guard.ts';
import { finger } from '../../src/federation/webfinger/finger.ts';

const handle = 'makkes@blog.example';

/** What a host says of the account: its actor there, or elsewhere. */
function says(actor: string, own: Partial<Fetched> = {}): Fetched {
  const links = [{ rel: 'self', type: 'application/activity+json', href: actor }];
  const body = Buffer.from(JSON.stringify({ subject: `acct:${handle}`, links }));
  return { status: 200, url: 'https://blog.example/', type: 'application/jrd+json', body, ...own };
}

/** Asks who `makkes@blog.example` is, where each host answers as given. */
function ask(hosts: Record<string, Fetched | Failed>) {
  const guard: Pick<Guard, 'get' | 'originOf'> = {
    originOf: (host) => `https://${host}`,
    get: async (address) => hosts[new URL(address).host] ?? { failed: 'unreachable', what: 'no such host' },
  };
  return finger(guard as Guard, handle);
}

describe('whoever is asked for an account', () => {
  const here = 'https://blog.example/makkes';

  it.each([500, 503, 429])('may be trusted to answer later after a %s', async (status) => {
    expect(await ask({ 'blog.example': says(here, { status }) })).toHaveProperty('unanswered');
  });

  it.each([201, 401, 404, 410])('has not answered with a %s, whatever came with it', async (status) => {
    expect(await ask({ 'blog.example': says(here, { status }) })).toHaveProperty('wrong');
  });

  it('is silent when nobody is there, and wrong where nobody may be asked', async () => {
    expect(await ask({})).toHaveProperty('unanswered');
    const refused: Failed = { failed: 'refused', what: 'leads to a private address' };
    expect(await ask({ 'blog.example': refused })).toEqual({ wrong: 'leads to a private address' });
  });

  it('may name an actor on another host that names the same one, and no other of that host', async () => {
    const actor = 'https://social.example/users/makkes';
    const asked = (confirmed: string) => ask({ 'blog.example': says(actor), 'social.example': says(confirmed) });
    expect(await asked(actor)).toHaveProperty('actor', actor);
    expect(await asked('https://social.example/users/victim')).toHaveProperty('wrong');
  });
});
