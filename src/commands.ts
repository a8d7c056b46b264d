import { accounts } from './commands/accounts.ts';
import { block } from './commands/block.ts';
import type { Command } from './commands/command.ts';
import { comments } from './commands/comments.ts';
import { config } from './commands/config.ts';
import { deliveries } from './commands/deliveries.ts';
import { dev } from './commands/dev.ts';
import { followers } from './commands/followers.ts';
import { init } from './commands/init.ts';
import { list } from './commands/list.ts';
import { create } from './commands/new.ts';
import { people } from './commands/people.ts';
import { plan } from './commands/plan.ts';
import { publish } from './commands/publish.ts';
import { reports } from './commands/reports.ts';
import { serve } from './commands/serve.ts';
import { theme } from './commands/theme.ts';
import { webfinger } from './commands/webfinger.ts';

/** Every command, in the order of `postern help`. */
export const commands: readonly Command[] = [
  init,
  serve,
  dev,
  create,
  list,
  plan,
  publish,
  comments,
  reports,
  people,
  followers,
  block,
  deliveries,
  accounts,
  webfinger,
  theme,
  config,
];
