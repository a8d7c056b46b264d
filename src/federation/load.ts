import { type DocumentLoader, FetchError, type RemoteDocument } from '@fedify/fedify/runtime';
import type { Log } from '../log.ts';
import { isActivityType } from './accept.ts';
import { activityJson } from './answer.ts';
import { bundledContext } from './contexts.ts';
import type { Failed, Guard } from './guard/guard.ts';
import { Away, Forbidden, Unasked } from './load/refused.ts';
import { createTurns } from './load/turns.ts';
import { readJson } from './read-json.ts';

/** What Fedify is given in place of its own loaders, which lack our fences (platform.md, "Fedify: pinned and fenced"). */
export interface Loaders {
  /**
   * For one piece of work (one incoming activity): at most so many documents are fetched for it, and none twice. It fails
   * with a FetchError, which carries the response when the document's own host refused it, with Away, Forbidden or Unasked.
   */
  forOneTask(limit?: number): DocumentLoader;
  /** For contexts: from the bundle only; one that is not in it is read as empty. */
  contextLoader: DocumentLoader;
}

type Json = Record<string, unknown>;

interface Served {
  document: Json;
  /** The URL that answered, after redirects. */
  url: string;
}

/** What says nothing of a document, since its server was not heard. */
const isAway: ReadonlySet<Failed['failed']> = new Set(['unreachable', 'too slow']);

/** Whether a server says by its status that it may answer otherwise later (RFC 9110, sections 15.5.9 and 15.6; RFC 6585, section 4). */
const isBusy = (status: number): boolean => status >= 500 || status === 408 || status === 429;

const accept = `${activityJson}, application/ld+json; profile="https://www.w3.org/ns/activitystreams"`;

/** Fetches of one incoming activity: its key, its actor, its object, and one parent. */
const fetchesPerTask = 4;

/** Of all tasks together. */
const fetchesPerHost = 2;
const waitingPerHost = 100;

export function createLoaders(guard: Pick<Guard, 'get'>, log: Log): Loaders {
  const unknown = new Set<string>();
  const inTurn = createTurns(fetchesPerHost, waitingPerHost);

  async function fetchDocument(url: string): Promise<Served> {
    const answer = await inTurn(new URL(url).host, () => guard.get(url, accept));
    if ('failed' in answer) {
      if (answer.failed === 'unasked') throw new Unasked(answer.what);
      if (isAway.has(answer.failed)) throw new Away(`${url}: ${answer.what}`, answer.unsent ? new URL(url).host : null);
      throw answer.failed === 'refused' && !answer.byName
        ? new Forbidden(answer.what)
        : new FetchError(url, answer.what);
    }
    if (isBusy(answer.status)) throw new Away(`${url}: answered ${answer.status}`);
    if (answer.status !== 200) {
      // Of a document, only its own host says that it is gone: not one that it redirects to.
      const response = isOf(url, answer) ? new Response(null, { status: answer.status }) : undefined;
      throw new FetchError(url, `answered ${answer.status}`, response);
    }
    if (!isActivityType(answer.type)) throw new FetchError(url, `is ${answer.type.slice(0, 50)}, not ActivityPub`);
    const document = readJson(answer.body);
    if (!document) throw new FetchError(url, 'is no JSON object');
    return { url: answer.url, document };
  }

  /**
   * A document is believed only at its own `id`. One that is served elsewhere is fetched again from there; if that is an
   * actor, it must name the URL that was asked for, as its page or as a key of its own.
   */
  async function load(url: string, fetchOnce: (url: string) => Promise<Served>): Promise<RemoteDocument> {
    const asked = withoutFragment(url);
    const first = await fetchOnce(asked);
    const id = first.document.id;
    if (typeof id !== 'string' || !URL.canParse(id)) throw new FetchError(url, 'has no id');
    if (withoutFragment(id) === asked) {
      if (!isOf(asked, first)) throw new FetchError(url, 'is what another host says it is');
      return remote(asked, first.document);
    }
    const home = withoutFragment(id);
    // A redirect may have led there already.
    const second = first.url === home ? first : await fetchOnce(home);
    if (second.document.id !== id || !isOf(home, second)) {
      throw new FetchError(url, `is not what its id ${home} serves`);
    }
    if ('publicKey' in second.document && !names(second.document, [url, asked])) {
      throw new FetchError(url, `leads to the actor ${home}, which does not name it`);
    }
    return remote(home, second.document);
  }

  const contextLoader: DocumentLoader = async (url) => {
    const context = bundledContext(url);
    if (!context && !unknown.has(url) && unknown.size < 1000) {
      unknown.add(url);
      log.warn('A JSON-LD context is not known here and was read as empty.', { context: url.slice(0, 200) });
    }
    return remote(url, context ?? { '@context': {} });
  };

  return {
    contextLoader,
    forOneTask(limit = fetchesPerTask) {
      let left = limit;
      const known = new Map<string, Promise<Served>>();
      const fetchOnce = (url: string) => {
        const kept = known.get(url);
        if (kept) return kept;
        if (left === 0) throw new Unasked(`${url} would be more than the ${limit} fetches of one task.`);
        left -= 1;
        const fetched = fetchDocument(url);
        known.set(url, fetched);
        return fetched;
      };
      return async (url) => {
        const context = bundledContext(url);
        return context ? remote(url, context) : load(url, fetchOnce);
      };
    },
  };
}

/** Whether the host of a URL answered itself, and not one that it redirects to. */
function isOf(url: string, answer: { url: string }): boolean {
  return new URL(answer.url).origin === new URL(url).origin;
}

function remote(documentUrl: string, document: unknown): RemoteDocument {
  return { contextUrl: null, documentUrl, document };
}

function withoutFragment(url: string): string {
  return url.replace(/#.*$/s, '');
}

/** Whether an actor names one of these URLs as its page or as the id of one of its keys. */
function names(actor: Json, urls: string[]): boolean {
  const references = [actor.url, actor.publicKey, actor.assertionMethod].flat();
  return references.some((reference) => {
    const { id, href } = (typeof reference === 'object' && reference !== null ? reference : {}) as Json;
    return [reference, id, href].some((name) => typeof name === 'string' && urls.includes(name));
  });
}
