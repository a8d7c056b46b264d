/** What was asked, as far as federation cares. The host is none of it: every address comes from the configuration. */
export interface Asked {
  method: string;
  /** As it stood in the request line: still encoded, without the query. */
  path: string;
  /** What follows the `?`, still encoded; empty where there is none. */
  query: string;
  accept: string;
}

/** What is answered; the bridge in web/ adds ETag, 304 and compression. */
export interface Answer {
  status: number;
  type: string;
  text: string;
  cacheControl: string;
  headers: Record<string, string>;
}

export const activityJson = 'application/activity+json';

// Short: an Update carries the whole object, so nobody needs to fetch it within this time.
const aMinute = 'public, max-age=60';

/** A document of ActivityPub, 200. Other servers and browser-based readers may both read it. */
export function activity(document: object, cacheControl = aMinute): Answer {
  return json(document, activityJson, cacheControl);
}

/** A JSON document of any media type, 200. */
export function json(document: object, type: string, cacheControl = aMinute): Answer {
  const headers = { 'access-control-allow-origin': '*' };
  return { status: 200, type, text: `${JSON.stringify(document)}\n`, cacheControl, headers };
}

/** A status with one plain sentence. */
export function plain(status: number, sentence: string, headers: Record<string, string> = {}): Answer {
  return {
    status,
    type: 'text/plain; charset=utf-8',
    text: `${sentence}\n`,
    cacheControl: 'no-store',
    headers: { 'access-control-allow-origin': '*', ...headers },
  };
}

export const notFound = plain(404, 'Not found.');

/** Nothing can be said now; ask again after so many seconds. */
export function notYet(sentence: string, seconds: number): Answer {
  return plain(503, sentence, { 'retry-after': String(seconds) });
}

export function wrongMethod(allow: string): Answer {
  return plain(405, 'This method is not answered here.', { allow });
}

/** To the document behind a page. Never stored: some caches ignore `Vary` and would hand it to readers. */
export function seeOther(location: string): Answer {
  return { ...plain(303, location, { location, vary: 'Accept' }), cacheControl: 'private, no-store' };
}
