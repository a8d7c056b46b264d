import type { Site } from '../../config.ts';
import type { Known } from '../../conversation/remarks.ts';
import type { Database, Query, Step } from '../../database/database.ts';
import type { Work } from '../../jobs/worker.ts';
import type { Effect } from '../inbox/incoming.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { People } from '../people/people.ts';
import { createFindQuotable } from './account.ts';
import { acceptQuote, type QuoteRequest, rejectQuote, revokedDocument, stampDocument } from './documents.ts';
import { answerQuote } from './policy.ts';
import { createSettle, settling } from './settle.ts';
import { createStamps, newStampId } from './stamps.ts';

/** Somebody who wants to quote a post; that what quotes is theirs, and quotes it, was seen to before. */
export interface QuoteAsked {
  request: QuoteRequest;
  /** The key of the post. */
  post: number;
  /** The inbox of whoever asks. */
  inbox: string;
  /** By `quotes` of postern.yaml. */
  may: boolean;
  /** What is kept of the quote; null: nothing yet. */
  known: Known | null;
  now: Date;
}

/** Permissions to quote posts (FEP-044f). */
export interface Quotes {
  /** What answers a request; null: nothing does. */
  answer(asked: QuoteAsked): Promise<Effect | null>;
  /** What stands at `/ap/quotes/<id>`. */
  document(id: string): Promise<{ state: 'given' | 'revoked'; document: object } | null>;
  /** Nothing is kept of what quotes: its author took it back. */
  drop(query: Query, object: string, author: string): Step;
  dropAllOf(query: Query, author: string): Step;
  works: Readonly<Record<string, Work>>;
  /** The kinds of the jobs that never end. */
  recurring: readonly string[];
}

/** No more quotes of one post are one person's. */
const most = 10;
/** One quote is not answered more often. */
const pause = 60_000;

export function createQuotes({
  site,
  database,
  people,
  ledger,
}: {
  site: Pick<Site, 'origin' | 'base' | 'accounts'>;
  database: Pick<Database, 'query' | 'tables'>;
  people: Pick<People, 'find'>;
  ledger: Pick<Ledger, 'add'>;
}): Quotes {
  const stamps = createStamps(database);
  const quotable = createFindQuotable(site, database);

  return {
    async answer({ request, post, inbox, may, known, now }) {
      const { instrument: object, actor: author } = request;
      const [target, stamp] = await Promise.all([quotable(post), stamps.find(object)]);
      // Nobody is left to speak for the post; or somebody else on that server has asked for this quote.
      if (!target?.account || (stamp && stamp.author !== author)) return null;
      const answered = await stamps.answered({ id: stamp?.id ?? null, object });
      if (answered && now.getTime() - answered.getTime() < pause) return null;
      const { account } = target;
      const by = known?.decided && known.decided.by !== 'rule' ? ('owner' as const) : ('rule' as const);
      const isGiven = stamp?.state === 'given' && stamp.target === target.object && stamp.account === account.id;
      const isMuch = !stamp && (await stamps.count(author, post)) >= most;
      const answer = answerQuote({ may, isGiven, isMuch, known: known && { state: known.row.state, by } });
      if (answer === 'silence') return null;
      const answering = { site, account, inbox, now };
      const row = { account: account.id, post, target: target.object, object, author };
      if (answer === 'repeat' && stamp)
        return (query) => ledger.add(query, acceptQuote(request, stamp, answering), now);
      const id = newStampId(object, now);
      if (answer === 'give')
        return (query) => [
          stamps.write(query, id, row, 'given', now),
          ...ledger.add(query, acceptQuote(request, { id }, answering), now),
        ];
      return (query) => [
        // So that it can be given once the owner approves the quote.
        ...(stamp ? [] : [stamps.write(query, id, row, 'revoked', now)]),
        ...ledger.add(query, rejectQuote(request, answering), now),
      ];
    },
    async document(id) {
      const stamp = await stamps.at(id);
      if (!stamp) return null;
      const { state } = stamp;
      return { state, document: state === 'given' ? stampDocument(site, stamp) : revokedDocument(site, id) };
    },
    drop: stamps.drop,
    dropAllOf: stamps.dropAllOf,
    works: { [settling]: createSettle({ site, stamps, people, ledger }) },
    recurring: [settling],
  };
}
