import { admin } from './admin.ts';
import type { Attempt } from './attempt.ts';
import { authority } from './authority.ts';
import { denial } from './denial.ts';
import { faults } from './faults.ts';
import { feeds } from './feeds.ts';
import { fetching } from './fetching.ts';
import { paths } from './paths.ts';
import { shownText } from './shown-text.ts';
import { signatures } from './signatures.ts';
import { webfinger } from './webfinger.ts';

/** The classes of threats, each with everything that was thought of: docs/security.md says what they are. */
export const classes: Record<string, readonly Attempt[]> = {
  signatures,
  authority,
  admin,
  fetching,
  WebFinger: webfinger,
  'shown text': shownText,
  feeds,
  'denial of service': denial,
  faults,
  'paths and files': paths,
};
