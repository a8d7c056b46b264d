import { fenceChecks } from './checks/fences.ts';
import { gateChecks } from './checks/gate.ts';
import { guardChecks } from './checks/guard.ts';
import { judgeChecks } from './checks/judge.ts';
import { arrivalChecks } from './checks/listeners/arrival.ts';
import { inboxChecks } from './checks/listeners/inbox.ts';
import { othersChecks } from './checks/listeners/others.ts';
import { remarksChecks } from './checks/listeners/remarks.ts';
import { talkChecks } from './checks/listeners/talk.ts';
import { threadsChecks } from './checks/listeners/threads.ts';
import { privacyChecks } from './checks/privacy.ts';
import { sanitiserChecks } from './checks/sanitiser.ts';
import { webChecks } from './checks/web.ts';
import { webfingerChecks } from './checks/webfinger.ts';
import { websubChecks } from './checks/websub.ts';
import type { Mutation } from './mutation.ts';

/** All checks that are taken out, by what they belong to. Whoever adds a check adds it there. */
export const groups: Readonly<Record<string, readonly Mutation[]>> = {
  gate: gateChecks,
  listeners: [...inboxChecks, ...arrivalChecks, ...talkChecks, ...remarksChecks, ...threadsChecks, ...othersChecks],
  sanitiser: sanitiserChecks,
  webfinger: webfingerChecks,
  guard: guardChecks,
  fences: fenceChecks,
  judge: judgeChecks,
  privacy: privacyChecks,
  web: [...webChecks, ...websubChecks],
};
