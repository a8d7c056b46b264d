/**
 * What synchronisers put beside a file that was changed in two places: Syncthing; Dropbox, Nextcloud and ownCloud, in English and
 * German.
 */
const conflicted =
  /\.sync-conflict-\d{8}-\d{6}|\([^()]*(?:conflicted copy|konflikt)[^()]*\d{4}-\d{2}-\d{2}[^()]*\)|_conflict-\d{8}-\d{6}/i;

/** Whether a path is that of such a copy, or lies in one. */
export function isConflictedCopy(path: string): boolean {
  return conflicted.test(path);
}
