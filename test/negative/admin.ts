import { desk } from './admin/desk.ts';
import { doors } from './admin/doors.ts';
import { forms } from './admin/forms.ts';
import type { Attempt } from './attempt.ts';

/** What only the author decides and reads, and the two forms that everybody may send. */
export const admin: readonly Attempt[] = [...desk, ...doors, ...forms];
