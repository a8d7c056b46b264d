import { byBoth, type Case, cavage, drop, edit, rfc9421, set, value } from '../case.ts';

/** The line of a signature, changed on its way. */
function line(scheme: typeof cavage, name: string, header: string, change: (text: string) => string, says = ''): Case {
  return { name: `${name}, by ${scheme}`, scheme, tamper: (sent) => edit(sent, header, change), status: 401, says };
}

const old = (name: string, change: (text: string) => string, says: string): Case =>
  line(cavage, name, 'signature', change, says);

const input = (name: string, change: (text: string) => string, says: string): Case =>
  line(rfc9421, name, 'signature-input', change, says);

const signed = (name: string, change: (text: string) => string, says: string): Case =>
  line(rfc9421, name, 'signature', change, says);

const key = (scheme: typeof cavage, name: string, keyId: string): Case => ({
  name: `a key that is ${name}, by ${scheme}`,
  scheme,
  sign: () => ({ keyId }),
  status: 401,
  says: 'key',
});

const keys: Case[] = [cavage, rfc9421].flatMap((scheme) => [
  key(scheme, 'empty', ''),
  key(scheme, 'a path', '/users/ada#main-key'),
  key(scheme, 'an account', 'acct:ada@elsewhere.example'),
  key(scheme, 'by http at a server that was not named', 'http://elsewhere.example/users/ada#main-key'),
  key(scheme, 'on another port', 'https://elsewhere.example:8443/users/ada#main-key'),
  key(scheme, 'data', 'data:application/json;{}'),
  key(scheme, 'a file', 'file:///etc/passwd'),
]);

/** None, or one that nobody reads. */
const missing: Case[] = [
  ...byBoth({
    name: 'no signature',
    tamper: (sent) => {
      drop(sent, 'signature');
      drop(sent, 'signature-input');
    },
    status: 401,
    says: 'must be signed',
  }),
  {
    name: 'a signature in the Authorization line',
    tamper(sent) {
      set(sent, 'authorization', `Signature ${value(sent, 'signature')}`);
      drop(sent, 'signature');
    },
    status: 401,
    says: 'must be signed',
  },
  {
    name: 'a Signature-Input without a Signature',
    scheme: rfc9421,
    tamper: (sent) => drop(sent, 'signature'),
    status: 401,
    says: 'must be signed',
  },
  {
    name: 'a Signature without its Signature-Input',
    scheme: rfc9421,
    tamper: (sent) => drop(sent, 'signature-input'),
    status: 401,
    says: 'cannot be read',
  },
  {
    name: 'a Signature-Input before a Signature of the other kind',
    tamper: (sent) => set(sent, 'signature-input', 'sig1=("@method");created=1;keyid="https://elsewhere.example/k"'),
    status: 401,
    says: 'cannot be read',
  },
  ...byBoth({
    name: 'two Signature lines',
    tamper: (sent) => sent.lines.push(['signature', value(sent, 'signature')]),
    status: 401,
    says: 'one line',
  }),
  {
    name: 'two Signature-Input lines',
    scheme: rfc9421,
    tamper: (sent) => sent.lines.push(['signature-input', value(sent, 'signature-input')]),
    status: 401,
    says: 'one line',
  },
  { name: 'an empty Signature', tamper: (sent) => set(sent, 'signature', ''), status: 401, says: 'cannot be read' },
];

/** What two readers may read in two ways (draft-cavage-http-signatures-12). */
const cavageForm: Case[] = [
  old('a parameter twice', (text) => `${text},${/keyId="[^"]*"/.exec(text)?.[0]}`, 'names a parameter twice'),
  old('a parameter twice, once in capitals', (text) => `${text},KEYID="x"`, 'names a parameter twice'),
  old('a list of headers twice', (text) => `headers="date",${text}`, 'names a parameter twice'),
  old('an algorithm with a shared secret', (text) => text.replace('rsa-sha256', 'hmac-sha256'), 'algorithm'),
  old('an algorithm by SHA-1', (text) => text.replace('rsa-sha256', 'rsa-sha1'), 'algorithm'),
  old('no algorithm by name', (text) => text.replace('rsa-sha256', 'none'), 'algorithm'),
  old('a backslash between quotes', (text) => text.replace('keyId="', 'keyId="\\'), 'cannot be read'),
  old('a comma between quotes', (text) => `${text},opaque="x,keyId=1,y"`, 'cannot be read'),
  old('text without quotes', (text) => text.replace(/keyId="([^"]*)"/, 'keyId=$1'), 'cannot be read'),
  old('single quotes', (text) => text.replaceAll('"', "'"), 'cannot be read'),
  old('semicolons between parameters', (text) => text.replaceAll('",', '";'), 'cannot be read'),
  old('a comma at the end', (text) => `${text},`, 'cannot be read'),
  old('something behind the end', (text) => `${text} x`, 'cannot be read'),
  old('a quote that does not close', (text) => text.slice(0, -1), 'cannot be read'),
  old('a number as its key', (text) => text.replace(/keyId="[^"]*"/, 'keyId=7'), 'a number where text'),
  old('a time in quotes', (text) => `${text},created="1795262400"`, 'text where a number'),
  old('a header’s name in capitals', (text) => text.replace(' date', ' Date'), 'list of headers'),
  old('two blanks between headers', (text) => text.replace(' date', '  date'), 'list of headers'),
  old('a tab between headers', (text) => text.replace(' date', '\tdate'), 'list of headers'),
  old('a header listed twice', (text) => text.replace(' date', ' date date'), 'names one twice'),
  old(
    '(created) by an old algorithm',
    (text) => text.replace('headers="', 'created=1795262400,headers="(created) '),
    'must not',
  ),
  old(
    '(created) that is not said',
    (text) => text.replace('rsa-sha256', 'hs2019').replace('headers="', 'headers="(created) '),
    'does not say it',
  ),
  old(
    '(expires) that is not said',
    (text) => text.replace('rsa-sha256', 'hs2019').replace('headers="', 'headers="(expires) '),
    'does not say it',
  ),
  old('an unknown word in parentheses', (text) => text.replace('headers="', 'headers="(status) '), 'list of headers'),
  old('an empty list of headers', (text) => text.replace(/headers="[^"]*"/, 'headers=""'), 'list of headers'),
  old('no value', (text) => text.replace(/,signature="[^"]*"/, ''), 'must have'),
  old('no key', (text) => text.replace(/keyId="[^"]*",/, ''), 'must have'),
];

const withoutPadding = (text: string): string => text.replace(/=+("?:?)$/, '$1');

/** The same bytes spelt otherwise would pass for another signature. */
const spellings: Case[] = [
  old('base64 without its padding', withoutPadding, 'must be base64'),
  old('base64 with a blank', (text) => text.replace('signature="', 'signature=" '), 'must be base64'),
  old('base64 with bits that count for nothing', nudge, 'must be base64'),
  old('base64 of the kind for URLs', (text) => text.replace(/signature="..../, 'signature="_-_-'), 'must be base64'),
  signed('base64 without its padding', withoutPadding, 'must be base64'),
  signed('base64 with bits that count for nothing', nudge, 'must be base64'),
  signed('a value that is text', (text) => text.replace(/:(.*):/, '"$1"'), 'cannot be read'),
];

/** Base64 of 256 bytes ends in `==`: four bits of the letter before count for nothing. */
function nudge(text: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  return text.replace(/(.)(==["':])$/, (_, letter: string, end: string) => letters[letters.indexOf(letter) + 1] + end);
}

/** What two readers may read in two ways (RFC 9421). */
const messageForm: Case[] = [
  input('two signatures named', (text) => `${text}, sig2=("@method");created=1;keyid="x"`, 'must be one signature'),
  input('two names for one signature', (text) => `${text}, ${text}`, 'must be one signature'),
  input('a name that no signature has', (text) => text.replace('sig1=', 'sig2='), 'the same one'),
  signed('two signatures', (text) => `${text}, ${text.replace('sig1', 'sig2')}`, 'cannot be read'),
  input(
    'a component with a parameter',
    (text) => text.replace('"content-digest"', '"content-digest";sf'),
    'without parameters',
  ),
  input(
    'a component of the request before',
    (text) => text.replace('"@method"', '"@method";req'),
    'without parameters',
  ),
  input(
    'a component that names a parameter of the query',
    (text) => text.replace('"@method"', '"@method" "@query-param";name="x"'),
    'without parameters',
  ),
  input('a component of answers', (text) => text.replace('"@method"', '"@method" "@status"'), 'not known'),
  input('a component in capitals', (text) => text.replace('"content-digest"', '"Content-Digest"'), 'not known'),
  input('a component without quotes', (text) => text.replace('"@method"', '@method'), 'without parameters'),
  input('a component twice', (text) => text.replace('"@method"', '"@method" "@method"'), 'covers something twice'),
  input('no list of components', (text) => text.replace(/\(.*?\)/, '"@method"'), 'cannot be read'),
  input('no key', (text) => text.replace(/;keyid="[^"]*"/, ''), 'must have a keyid'),
  input('a number as its key', (text) => text.replace(/keyid="[^"]*"/, 'keyid=7'), 'a number where text'),
  input('a time in quotes', (text) => text.replace(/created=(\d+)/, 'created="$1"'), 'text where a number'),
  input('a time with a fraction', (text) => text.replace(/created=(\d+)/, 'created=$1.5'), 'cannot be read'),
  input('a time before 1970', (text) => text.replace(/created=(\d+)/, 'created=-1'), 'cannot be read'),
  input('no time', (text) => text.replace(/;created=\d+/, ''), 'when it was created'),
  input('an end in quotes', (text) => `${text};expires="1"`, 'text where a number'),
  input('a parameter twice', (text) => `${text};created=1795262400`, 'names a parameter twice'),
  input('a parameter that is not defined', (text) => `${text};x="y"`, 'not known'),
  input('a parameter that is true', (text) => `${text};x`, 'cannot be read'),
  input('an algorithm with a shared secret', (text) => text.replace('rsa-v1_5-sha256', 'hmac-sha256'), 'algorithm'),
  input('an algorithm that is not registered', (text) => text.replace('rsa-v1_5-sha256', 'rsa-v1_5-md5'), 'algorithm'),
  input('something behind the end', (text) => `${text} x`, 'cannot be read'),
];

export const signature: Case[] = [...missing, ...keys, ...cavageForm, ...spellings, ...messageForm];
