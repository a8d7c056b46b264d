import { admin } from './admin.ts';
import type { Attempt } from './attempt.ts';
import { authority } from './authority.ts';
import { fetching } from './fetching.ts';
import { paths } from './paths.ts';
import { signatures } from './signatures.ts';
import { webfinger } from './webfinger.ts';

/** The classes of threats, each with everything that was thought of: docs/security.md says what they are. */
export const classes: Record<string, readonly Attempt[]> = {
  signatures,
  authority,
  admin,
  fetching,
  WebFinger: webfinger,
  'paths and files': paths,
};
