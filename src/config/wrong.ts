/** Why a value cannot be used, and what to write instead: two sentences, without the file and the line. */
export interface Wrong {
  what: string;
  mend: string;
}

/** A value read, or why it cannot be. */
export type Parsed<Value> = { value: Value } | Wrong;

export function isWrong<Value>(parsed: Parsed<Value>): parsed is Wrong {
  return 'what' in parsed;
}
