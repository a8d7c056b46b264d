import { expect, it } from 'vitest';
import type { Asked } from '../../src/federation/answer.ts';
import { notFound } from '../../src/federation/answer.ts';
import { answerByRoute, belowBase } from '../../src/federation/routes.ts';

const routes = [{ pattern: /^\/things\/([^/]+)$/, find: () => ({ read: () => ({ ...notFound, status: 200 }) }) }];

it.each([
  ['/things/j', 200],
  ['/things/%6a', 404],
  ['/things/%ZZ', 404],
  ['/things/%C0%AF', 404],
])('an address has one spelling: %s gets %i', async (path, status) => {
  expect(await answerByRoute(routes, path, { method: 'GET' } as Asked)).toHaveProperty('status', status);
});

it('a blog below /blog has nothing to say at /blogger', () => {
  expect(belowBase({ base: '/blog' }, '/blog/ap/actors/james')).toBe('/ap/actors/james');
  expect(belowBase({ base: '/blog' }, '/blogger/ap/actors/james')).toBeNull();
});
