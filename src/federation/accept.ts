/**
 * Whether an Accept line asks for ActivityPub rather than for a page (ActivityPub §3.2): `application/activity+json`, or
 * `application/ld+json` with the ActivityStreams profile or none, wanted more than HTML, or as much and named first.
 */
export function asksForActivity(accept: string): boolean {
  // Nearly every request is a browser's: it never says so.
  if (!/json/i.test(accept)) return false;
  let activity = 0;
  let page = 0;
  for (const item of accept.split(',')) {
    const [type = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    const weight = weightOf(parameters);
    if (isActivity(type, parameters)) activity = Math.max(activity, weight > page ? weight : 0);
    // Only types that are named: `*/*` stands in nearly every line and says nothing.
    if (type === 'text/html' || type === 'application/xhtml+xml') page = Math.max(page, weight);
  }
  return activity > 0 && activity >= page;
}

/** Whether a media type is that of an ActivityPub document. */
export function isActivityType(contentType: string): boolean {
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  return isActivity(type, parameters) && (type === 'application/activity+json' || profilesOf(parameters).length > 0);
}

const activityStreams = 'https://www.w3.org/ns/activitystreams';

function isActivity(type: string, parameters: string[]): boolean {
  if (type === 'application/activity+json') return true;
  const profiles = profilesOf(parameters);
  return type === 'application/ld+json' && (profiles.length === 0 || profiles.includes(activityStreams));
}

/** The profiles that a media type names: a list with blanks between (RFC 6906, JSON-LD 1.1 appendix C). */
function profilesOf(parameters: string[]): string[] {
  const profile = parameters.find((parameter) => parameter.startsWith('profile='));
  const list = profile?.slice('profile='.length).replace(/^"|"$/g, '') ?? '';
  return list.split(/\s+/).filter((name) => name !== '');
}

function weightOf(parameters: string[]): number {
  const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1');
  return weight >= 0 && weight <= 1 ? weight : 0;
}
