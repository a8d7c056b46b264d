import { isBase64, type Signature } from './signature.ts';

/** No secret is shared with anybody, so `hmac-…` is no signature; `hs2019` leaves the algorithm to the key. */
const algorithms = new Set(['rsa-sha256', 'rsa-sha512', 'hs2019', 'ed25519']);

const strings = new Set(['keyId', 'algorithm', 'headers', 'signature']);
const numbers = new Set(['created', 'expires']);

/** Reads a `Signature` line of draft-cavage-http-signatures-12, §2.1 and §4.1. */
export function readCavage(line: string): Signature {
  const { parameters, fault } = readParameters(line);
  const text = (name: string): string => parameters.get(name) ?? '';
  const seconds = (name: string): number | null => (parameters.has(name) ? Number(parameters.get(name)) : null);
  const signature: Signature = {
    scheme: 'draft-cavage',
    fault,
    keyId: text('keyId'),
    algorithm: parameters.get('algorithm') ?? null,
    // Where nothing is named, §2.1.6 means (created): less than is asked for here.
    covered: parameters.has('headers') ? text('headers').split(' ') : ['(created)'],
    created: seconds('created'),
    expires: seconds('expires'),
    value: text('signature'),
  };
  return { ...signature, fault: fault ?? faultOf(signature) };
}

function faultOf({ keyId, algorithm, covered, created, expires, value }: Signature): string | null {
  if (keyId === '' || value === '') return 'The signature must have a keyId and a signature.';
  if (!isBase64(value)) return 'The signature must be base64.';
  if (algorithm !== null && !algorithms.has(algorithm)) return 'This algorithm is not known here.';
  if (!covered.every((name) => /^(?:\((?:request-target|created|expires)\)|[a-z0-9-]+)$/.test(name))) {
    return 'The list of headers must be names in lower case, with one blank between.';
  }
  if (new Set(covered).size < covered.length) return 'The list of headers names one twice.';
  if (covered.includes('(created)') && created === null) return 'The signature covers (created) and does not say it.';
  if (covered.includes('(expires)') && expires === null) return 'The signature covers (expires) and does not say it.';
  // §2.3: they are for algorithms that the key decides.
  const isOld = algorithm?.startsWith('rsa') ?? false;
  if (isOld && (covered.includes('(created)') || covered.includes('(expires)'))) {
    return 'The signature covers (created) or (expires), which this algorithm must not.';
  }
  return null;
}

/** Parameters by name, as far as they can be read. Those that are not defined are passed over, as §2.2 demands. */
function readParameters(line: string): { parameters: Map<string, string>; fault: string | null } {
  // No backslash and no comma between quotes: not all readers, Fedify among them, know what either means.
  const parameter = /[ \t]*([A-Za-z]+)=(?:"([^"\\,]*)"|(\d{1,12}))[ \t]*(,|$)/y;
  const parameters = new Map<string, string>();
  const named = new Set<string>();
  let fault: string | null = null;
  let more = true;
  while (more) {
    const [all, name = '', string, number, comma] = parameter.exec(line) ?? [];
    if (all === undefined) return { parameters, fault: fault ?? 'The signature cannot be read.' };
    if (named.has(name.toLowerCase())) fault ??= 'The signature names a parameter twice.';
    if (strings.has(name) && string === undefined) fault ??= 'The signature has a number where text belongs.';
    if (numbers.has(name) && number === undefined) fault ??= 'The signature has text where a number belongs.';
    named.add(name.toLowerCase());
    parameters.set(name, string ?? number ?? '');
    more = comma === ',';
  }
  return { parameters, fault };
}
