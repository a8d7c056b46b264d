// By name, so that a command that opens no database need not load one to know its errors.
const expected = new Set(['DatabaseError', 'ListenError', 'LockError', 'AppError', 'IdentityError']);

/** The sentence of an error that the owner can do something about; null for a mistake of ours. */
export function expectedFailure(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (expected.has(error.name) || expected.has(error.constructor.name)) return error.message;
  return fileFailure(error as NodeJS.ErrnoException);
}

const reasons: Record<string, string> = {
  EACCES: 'may not be read or written by this user. Mend its rights, or start Postern as its owner.',
  EPERM: 'may not be read or written by this user. Mend its rights, or start Postern as its owner.',
  EROFS: 'is on a disk that can only be read.',
  ENOSPC: 'cannot be written: the disk is full.',
  EDQUOT: 'cannot be written: the disk is full.',
  EMFILE: 'cannot be opened: too many files are open.',
  ENOTDIR: 'is not where it must be: something on its way is a file, not a folder.',
};

function fileFailure({ code, path }: NodeJS.ErrnoException): string | null {
  const reason = reasons[code ?? ''];
  return reason && path ? `${path} ${reason}` : null;
}
