import { isBase64, type Signature } from './signature.ts';

/** HTTP Signature Algorithms of RFC 9421 §6.2.2 that use a public key. */
const algorithms = new Set(['rsa-v1_5-sha256', 'rsa-pss-sha512', 'ecdsa-p256-sha256', 'ecdsa-p384-sha384', 'ed25519']);

const derived = new Set(['@method', '@target-uri', '@authority', '@scheme', '@request-target', '@path', '@query']);

const strings = new Set(['keyid', 'alg', 'nonce', 'tag']);
const numbers = new Set(['created', 'expires']);

/**
 * Reads `Signature-Input` and `Signature` of RFC 9421, which are dictionaries of RFC 9651. There must be one signature:
 * whoever verifies takes any that fits, and it might be another than the one that was looked at here.
 */
export function readMessageSignature(input: string, line: string): Signature {
  const [head, label = '', list = ''] = /^([a-z*][a-z0-9_.*-]*)=\(([^()]*)\)/.exec(input) ?? [];
  const [, signed, value = ''] = /^([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/=]*):$/.exec(line) ?? [];
  const { parameters, fault } = readParameters(input.slice(head?.length ?? 0));
  const covered = list.trim() === '' ? [] : list.trim().split(/ +/);
  const text = (name: string): string | null => parameters.get(name) ?? null;
  const seconds = (name: string): number | null => (parameters.has(name) ? Number(parameters.get(name)) : null);
  const signature: Signature = {
    scheme: 'rfc9421',
    fault: null,
    keyId: text('keyid') ?? '',
    algorithm: text('alg'),
    covered: covered.map((name) => name.replace(/^"(.*)"$/, '$1')),
    created: seconds('created'),
    expires: seconds('expires'),
    value,
  };
  if (head === undefined || signed === undefined) return { ...signature, fault: 'The signature cannot be read.' };
  if (label !== signed) return { ...signature, fault: 'Signature and Signature-Input must speak of the same one.' };
  if (!covered.every((name) => /^"[^"]*"$/.test(name))) {
    return { ...signature, fault: 'What is covered must be names in quotes, without parameters.' };
  }
  return { ...signature, fault: fault ?? faultOf(signature) };
}

function faultOf({ keyId, algorithm, covered, created, value }: Signature): string | null {
  if (keyId === '') return 'The signature must have a keyid.';
  if (created === null) return 'The signature must say when it was created.';
  if (!isBase64(value)) return 'The signature must be base64.';
  if (algorithm !== null && !algorithms.has(algorithm)) return 'This algorithm is not known here.';
  if (!covered.every((name) => derived.has(name) || /^[a-z0-9-]+$/.test(name))) {
    return 'The signature covers what is not known here.';
  }
  if (new Set(covered).size < covered.length) return 'The signature covers something twice.';
  return null;
}

/** Parameters of RFC 9421 §2.3, as far as they can be read. */
function readParameters(text: string): { parameters: Map<string, string>; fault: string | null } {
  const parameter = /;[ ]*([a-z*][a-z0-9_.*-]*)=(?:"([ !#-[\]-~]*)"|(\d{1,12}))/y;
  const parameters = new Map<string, string>();
  let fault: string | null = null;
  let at = 0;
  while (at < text.length) {
    const [all, name = '', string, number] = parameter.exec(text) ?? [];
    if (all === undefined) return { parameters, fault: fault ?? moreThanOne(text.slice(at)) };
    if (parameters.has(name)) fault ??= 'The signature names a parameter twice.';
    if (!strings.has(name) && !numbers.has(name)) fault ??= 'The signature has a parameter that is not known here.';
    if (strings.has(name) && string === undefined) fault ??= 'The signature has a number where text belongs.';
    if (numbers.has(name) && number === undefined) fault ??= 'The signature has text where a number belongs.';
    parameters.set(name, string ?? number ?? '');
    at = parameter.lastIndex;
  }
  return { parameters, fault };
}

function moreThanOne(rest: string): string {
  return rest.trimStart().startsWith(',') ? 'There must be one signature.' : 'The signature cannot be read.';
}
