import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fediverse } from '../../src/web/fediverse.ts';
import { fileSecurityPolicy } from '../../src/web/headers.ts';
import { readPublicFiles } from '../../src/web/public-files.ts';
import { type ServedFile, sendFile } from '../../src/web/send-file.ts';

let folder: string;
let server: FastifyInstance;
/** What is under `/x` now; as a file of ours, which has no stamp. */
const file = (path: string, size: number): ServedFile => ({
  ...{ path: join(folder, path), size, type: 'text/plain', stamp: null },
  ...{ etag: '"x"', cacheControl: 'no-store', headers: {} },
});
let served: ServedFile;
const asked: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-send-'));
  await writeFile(join(folder, 'file.txt'), 'ours');
  await writeFile(join(folder, 'drawing.svg'), '<svg/>');
  await symlink(join(folder, 'file.txt'), join(folder, 'link.txt'));
  server = fastify();
  const answer = async ({ path }: { path: string }) => {
    asked.push(path);
    return null;
  };
  await server.register(fediverse, { federation: { answer }, site: { base: '/my.blog' } });
  server.get('/x', async (request, reply) =>
    (await sendFile(request, reply, served)) ? reply : reply.code(404).send(),
  );
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

it.each([
  ['the file that it was', 'file.txt', 4, 200],
  ['no link to it', 'link.txt', 4, 404],
  ['none of another length', 'file.txt', 3, 404],
  ['no folder', '.', 4, 404],
  ['none that is not there', 'none.txt', 4, 404],
])('what is sent under an address is %s', async (_, path, size, status) => {
  served = file(path, size);
  expect((await server.inject('/x')).statusCode).toBe(status);
});

it('of a folder so many files are served, each of which can do nothing on its own', async () => {
  const files = await readPublicFiles(folder);
  expect([...files.keys()].sort()).toEqual(['/drawing.svg', '/file.txt', '/link.txt']);
  expect(files.get('/drawing.svg')?.headers).toEqual({
    'content-security-policy': fileSecurityPolicy('image/svg+xml'),
  });
  expect((await readPublicFiles(folder, new Map(), 1)).size).toBe(1);
});

it('what federation is asked begins with the address of the blog, letter by letter', async () => {
  for (const path of ['/my.blog/ap/posts/x', '/myxblog/ap/posts/x']) await server.inject(path);
  expect(asked).toEqual(['/my.blog/ap/posts/x']);
});
