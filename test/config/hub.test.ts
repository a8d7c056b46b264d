import { describe, expect, it } from 'vitest';
import { parseHub } from '../../src/config/hub.ts';
import { hubOf } from '../../src/federation/websub/address.ts';
import { blogSite } from '../federation/sample.ts';

describe('who tells readers of feeds', () => {
  it.each([
    ['own', 'own'],
    [' None ', 'none'],
    ['https://Hub.Example.com', 'https://hub.example.com/'],
    ['https://hub.example.com/a?b=c', 'https://hub.example.com/a?b=c'],
  ])('may be %s', (written, value) => {
    expect(parseHub(written)).toEqual({ value });
  });

  it.each([
    'yes',
    'http://hub.example.com/',
    'https://a@hub.example.com/',
    'https://hub.example.com/#a',
    'https://',
    'https://a b/',
  ])('is not %s', (written) => {
    expect(parseHub(written)).toEqual({ what: `"${written}" is no hub.`, mend: expect.stringContaining('own') });
  });

  it('is guessed where it is misspelt', () => {
    expect(parseHub('onw')).toMatchObject({ mend: 'Did you mean own?' });
  });

  const of = (site: Partial<typeof blogSite>, allowed: 'loopback' | string[] = []) =>
    hubOf({ ...blogSite, ...site }, { allowPrivateAddresses: allowed });

  it('is this blog below its own address, or another hub', () => {
    expect(of({ base: '/notes' })).toEqual({ address: 'https://blog.example.com/notes/hub', isOwn: true });
    expect(of({ hub: 'https://hub.example.com/' })).toEqual({ address: 'https://hub.example.com/', isOwn: false });
  });

  it('is nobody where the owner wants none, and where no other server could reach this blog', () => {
    expect(of({ hub: 'none' })).toBeNull();
    expect(of({ origin: 'http://blog.example.com' }, 'loopback')).toBeNull();
    expect(of({ origin: 'http://localhost:3000' })).toBeNull();
    expect(of({ origin: 'http://localhost:3000', hub: 'https://hub.example.com/' })).toBeNull();
    expect(of({ origin: 'http://localhost:3000' }, 'loopback')).toMatchObject({ isOwn: true });
  });
});
