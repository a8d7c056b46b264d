/** The first line of what an error says: a module may throw anything. */
export function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error).split('\n')[0] ?? '';
  } catch {
    return 'what it threw cannot be written';
  }
}
