import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from './checks.ts';
import { parseFilePath } from './path.ts';
import { isWrong } from './wrong.ts';

// Mastodon takes no other kinds and nothing larger for an avatar or header.
const kinds = /\.(jpe?g|png|gif|webp)$/i;
const largest = 8 * 1024 * 1024;

/** Looks whether the pictures that the configuration names are there, and whether other servers will take them. */
export async function checkPictures(data: Record<string, unknown>, folder: string): Promise<Finding[]> {
  const accounts = Array.isArray(data.accounts) ? data.accounts : [];
  const named = accounts.flatMap((account: unknown, index) =>
    ['avatar', 'header'].map((key) => ({
      path: ['accounts', index, key],
      file: (account as Record<string, unknown> | null)?.[key],
      shared: true,
    })),
  );
  const pictures = [...named, { path: ['icon'], file: data.icon, shared: false }];
  return (await Promise.all(pictures.map((picture) => checkPicture(picture, folder)))).flat();
}

async function checkPicture(
  { path, file, shared }: { path: PropertyKey[]; file: unknown; shared: boolean },
  folder: string,
): Promise<Finding[]> {
  const parsed = typeof file === 'string' ? parseFilePath(file) : null;
  if (!parsed || isWrong(parsed)) return [];
  const name = parsed.value;
  const warn = (what: string, mend: string): Finding[] => [{ path, severity: 'warning', what, mend }];
  const found = await stat(join(folder, name)).catch(() => null);
  if (!found?.isFile())
    return warn(
      `The picture ${name} is not there.`,
      'Put it there, or mend the path; it begins at the folder of postern.yaml.',
    );
  if (shared && !kinds.test(name))
    return warn(`The picture ${name} is of a kind that other servers do not show.`, 'Use a jpeg, png, gif or webp.');
  if (shared && found.size > largest)
    return warn(
      `The picture ${name} is larger than the 8 MB that other servers take.`,
      'Make it smaller; 400 by 400 pixels are enough for an avatar.',
    );
  return [];
}
