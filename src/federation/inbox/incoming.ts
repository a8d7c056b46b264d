import type { DocumentLoader } from '@fedify/fedify/runtime';
import type { Account } from '../../config.ts';
import type { Query, Step } from '../../database/database.ts';

export type Json = Record<string, unknown>;

/** A request at an inbox, as it came. */
export interface InboxRequest {
  method: string;
  /** As it stood in the request line: encoded, with its query. */
  target: string;
  /** Name and value in turn, as they came (Node's `rawHeaders`): a line may stand twice. */
  rawHeaders: string[];
  /** The exact bytes: the signature covers them. */
  body: Buffer;
  /** The client's address, behind trusted proxies. */
  address: string;
}

/** An activity whose sender is proven. It is read as plain JSON, and everything in it is a stranger's. */
export interface Incoming {
  /** On the same origin as the actor. */
  id: string;
  type: string;
  /** The id of the actor, who signed. */
  actor: string;
  activity: Json;
  /** Whose inbox; null for the shared one. */
  account: Account | null;
  now: Date;
  /** Fetches for this activity: four at most, and none twice. */
  load: DocumentLoader;
}

/** What an activity does to the database: written together with the note that it was taken in, or not at all. */
export type Effect = (query: Query) => Step[];

/** Decides what an activity does; null: nothing, which is answered with 202 like everything else. */
export type Handler = (incoming: Incoming) => Promise<Effect | null>;
