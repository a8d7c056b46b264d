import type { DocumentLoader } from '@fedify/fedify/runtime';
import type { InboxRequest, Json } from '../inbox/incoming.ts';

/** Who says what, and by which key: as the gate found it, and not proven yet. */
export interface Claim {
  /** What was said, parsed once. Everything in it is a stranger's. */
  activity: Json;
  /** The activity's own id, on the same origin as its actor. */
  id: string;
  type: string;
  /** The id of the actor who is said to have signed, exactly as it stands in the activity. */
  actor: string;
  /** As it stands in the signature: a URL on the same origin as the actor. */
  keyId: string;
  scheme: 'draft-cavage' | 'rfc9421';
  /** The signature itself, base64 in its one spelling: no other request has the same. */
  signature: string;
}

/**
 * Proves a claim. `status` is answered where it cannot: 202 for what is to be dropped without being sent again, 429 where
 * the key was not asked for, since too much is asked already, 503 where its server may show it later.
 * `gone`: it is the Delete of an actor by itself, without a key to prove it, and the actor's own host says just now that it
 * is gone.
 */
export type Verify = (
  request: InboxRequest,
  claim: Claim,
  load: DocumentLoader,
) => Promise<{ ok: true } | { ok: false; status: 202 | 401 | 429 | 503; why: string; gone?: boolean }>;
