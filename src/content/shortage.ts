/** What the system lacks or refuses, by its code: the words say it of a file. */
const shortages: Record<string, string> = {
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENOMEM: 'memory is used up',
  EAGAIN: 'too much is asked of the system',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EFBIG: 'the disk is full',
  EIO: 'the disk reports an error',
  EROFS: 'the disk can only be read',
};

/**
 * Why a file could not be read or written now, where that is no fault of the file and may be otherwise the next time: `the
 * disk is full`. Null for every other error.
 */
export function shortage(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return Object.hasOwn(shortages, code) ? (shortages[code] ?? null) : null;
}
