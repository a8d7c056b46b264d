/** As `decisions.by` has it: a block hid it, or its end brought it back. Nobody looked at the remark itself. */
export const byBlock = 'block';

/** As `decisions.by` has it: the owner at this machine. */
export const byOwner = 'owner';

/** What can be decided about a remark. */
export type DecidedState = 'held' | 'shown' | 'hidden' | 'gone';

/** What was decided about a remark, by whom, when and why. */
export interface Decision {
  state: DecidedState;
  /** `rule`, `owner`, `block`, or the id of the actor who decided. */
  by: string;
  /** As `writeReason` writes it, or words of whoever decided; empty: none were said. */
  why: string;
  at: Date;
}
