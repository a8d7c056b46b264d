import { type Extras, readExtras } from '../extras.ts';

/** Somebody whom an answer names: they are told of it. */
export interface Named {
  /** The actor's id. */
  uri: string;
  user: string;
  /** `ada@example.social`. */
  handle: string;
  /** Their page. */
  href: string;
}

/** What an answer of ours keeps beside its text: whom it answers, and whom else it names. */
export interface AnswerExtras extends Extras {
  /** Null: the post itself. */
  addressed: Named | null;
  named: Named[];
}

export function answerExtras(addressed: Named | null, named: readonly Named[]): AnswerExtras {
  const all = addressed ? [addressed, ...named] : named;
  const mentions = [...new Set(all.map(({ uri }) => uri))];
  return { media: [], emoji: {}, mentions, addressed, named: [...named] };
}

/** The extras of an answer's row. Only `answerExtras` makes them. */
export function readAnswerExtras(kept: object | null): AnswerExtras {
  return { addressed: null, named: [], ...readExtras(kept), ...kept };
}
