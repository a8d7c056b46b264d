/** What a query asks for: a resource in the one spelling of the table, and the kinds of links that are wanted. */
export type Question = { resource: string; rels: ReadonlySet<string> | null } | { wrong: string };

/** Reads the query of a WebFinger request (RFC 7033 §4.1). The text of `wrong` holds nothing of the request. */
export function readQuestion(query: string): Question {
  const resources: string[] = [];
  const rels = new Set<string>();
  for (const parameter of query.split('&')) {
    const [name, value] = splitOnce(parameter).map(decode);
    if (name === undefined || value === undefined) return { wrong: 'The query is not percent-encoded UTF-8.' };
    if (name === 'resource') resources.push(value);
    if (name === 'rel') rels.add(value);
  }
  const [resource] = resources;
  if (!resource) return { wrong: 'Name the resource: ?resource=acct:user@host.' };
  if (resources.length > 1) return { wrong: 'Name one resource only.' };
  if (!/^[a-z][a-z0-9+.-]*:/i.test(resource)) return { wrong: 'A resource begins with its scheme: acct:user@host.' };
  return { resource: fold(resource), rels: rels.size > 0 ? rels : null };
}

/**
 * A resource in the one spelling of the table: scheme and host in small letters (RFC 3986 §6.2.2.1), all else as it is.
 * Only A to Z are folded: other letters have small forms that look like ours.
 */
export function fold(resource: string): string {
  const [, scheme = '', rest = ''] = /^([^:]*:)(.*)$/s.exec(resource) ?? [];
  const [, before = '', host = '', after = ''] =
    (rest.startsWith('//') ? /^(\/\/)([^/?#]*)(.*)$/s : /^(.*@)([^@]*)()$/s).exec(rest) ?? [];
  return host === '' ? small(scheme) + rest : small(scheme) + before + small(host) + after;
}

function small(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function splitOnce(parameter: string): [string, string] {
  const at = parameter.indexOf('=');
  return at < 0 ? [parameter, ''] : [parameter.slice(0, at), parameter.slice(at + 1)];
}

// A plus is a plus: RFC 7033 encodes as URIs do, not as forms do.
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
