import { createHash } from 'node:crypto';
import { byBoth, type Case, cavage, edit, replaceBody, rfc9421 } from '../case.ts';

const hash = (algorithm: string, text: string | Buffer): string => createHash(algorithm).update(text).digest('base64');

/** A digest line that is signed and is not the body's. */
function digestOf(scheme: typeof cavage, name: string, digest: string | null, says: string): Case {
  return { name: `${name}, by ${scheme}`, scheme, sign: () => ({ digest }), status: 401, says };
}

const other = hash('sha256', 'something else');

/** The body is what was signed. */
export const digest: Case[] = [
  ...byBoth({
    name: 'a body that was changed on its way',
    tamper(sent) {
      sent.body = Buffer.from(sent.body.toString().replace('"Follow"', '"Delete"'));
    },
    status: 401,
    says: 'not that of the body',
  }),
  ...byBoth({
    name: 'a body with a line break more',
    tamper(sent) {
      sent.body = Buffer.concat([sent.body, Buffer.from('\n')]);
    },
    status: 401,
    says: 'not that of the body',
  }),
  {
    name: 'a changed body under a digest of its own, by draft-cavage',
    tamper: (sent) => replaceBody(sent, cavage, Buffer.from(sent.body.toString().replace('"Follow"', '"Delete"'))),
    status: 401,
    says: 'does not fit',
  },
  {
    name: 'a changed body under a digest of its own, by rfc9421',
    scheme: rfc9421,
    tamper: (sent) => replaceBody(sent, rfc9421, Buffer.from(sent.body.toString().replace('"Follow"', '"Delete"'))),
    status: 401,
    says: 'does not fit',
  },
  digestOf(cavage, 'a digest of something else', `SHA-256=${other}`, 'not that of the body'),
  digestOf(rfc9421, 'a digest of something else', `sha-256=:${other}:`, 'not that of the body'),
  digestOf(cavage, 'a digest by SHA-1', `SHA=${hash('sha1', 'x')}`, 'must be a digest'),
  digestOf(cavage, 'a digest by MD5', `MD5=${hash('md5', 'x')}`, 'must be a digest'),
  digestOf(rfc9421, 'a digest by MD5', `md5=:${hash('md5', 'x')}:`, 'must be a digest'),
  digestOf(cavage, 'a digest by what is no algorithm', `constructor=${other}`, 'must be a digest'),
  digestOf(rfc9421, 'a digest by what is no algorithm', `constructor=:${other}:`, 'must be a digest'),
  digestOf(cavage, 'a digest without a name', other, 'must be a digest'),
  digestOf(cavage, 'an empty digest', 'SHA-256=', 'must be a digest'),
  digestOf(rfc9421, 'an empty digest', 'sha-256=::', 'must be a digest'),
  digestOf(rfc9421, 'a digest in the old form', `sha-256=${other}`, 'must be a digest'),
  digestOf(cavage, 'no digest where one is covered', null, 'must be a digest'),
  digestOf(rfc9421, 'no digest where one is covered', null, 'must be a digest'),
  {
    name: 'a right digest beside a wrong one, by draft-cavage',
    tamper: (sent) => edit(sent, 'digest', (text) => `${text},SHA-512=${hash('sha512', 'something else')}`),
    status: 401,
    says: 'not that of the body',
  },
  {
    name: 'a right digest beside a wrong one, by rfc9421',
    scheme: rfc9421,
    tamper: (sent) => edit(sent, 'content-digest', (text) => `${text}, sha-512=:${hash('sha512', 'something else')}:`),
    status: 401,
    says: 'not that of the body',
  },
  ...byBoth({
    name: 'two digest lines',
    tamper: (sent) => {
      const line = sent.lines.find(([name]) => name.endsWith('digest'));
      if (line) sent.lines.push(line);
    },
    status: 401,
    says: 'must be a digest',
  }),
];
