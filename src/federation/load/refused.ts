/** It was not asked: one task wanted too much, or too many wait for that host. It says nothing about the other side. */
export class Unasked extends Error {}

/** Whether a loader failed because the document's own host answered that it is not there (any more). */
export function isGone(error: unknown): boolean {
  // By its shape: the class is Fedify's, which is loaded when first needed.
  const { response } = (typeof error === 'object' && error !== null ? error : {}) as {
    response?: { status?: unknown };
  };
  return response?.status === 404 || response?.status === 410;
}

/** What went wrong, in one sentence for the log. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : 'for a reason that is not known';
}
