import { startBlog } from '../support/blog.ts';
import { createTestClock } from '../support/clock.ts';
import { blog, type Company, meet } from './company.ts';
import { dump } from './dump.ts';
import { type Got, type Sent, send } from './send.ts';

/** A whole blog as it is served, and two servers that know it. It only takes in: another process would send. */
export interface Whole extends Company {
  send(sent: Sent): Promise<Got>;
  /** Everything in the database, as text. */
  dump(): Promise<string>;
  /** How many Accepts wait to be sent: one for each Follow that came in. */
  accepted(): Promise<number>;
}

const yaml = `url: ${blog}\ntitle: Notes\ntimezone: Europe/Berlin\naccounts:\n  - handle: james\n`;

export async function openWhole(): Promise<Whole> {
  const clock = createTestClock();
  const company = await meet(clock);
  const environment = { POSTERN_ALLOW_PRIVATE_ADDRESSES: company.hosts, POSTERN_ROLE: 'web' };
  const { app, dispose } = await startBlog({ 'postern.yaml': yaml }, { clock, environment });
  const { activities } = app.database.tables;
  return {
    ...company,
    send: (sent) => send(app.url, sent),
    dump: () => dump(app.database),
    async accepted() {
      const rows = await app.database.query.select({ type: activities.type }).from(activities);
      return rows.filter(({ type }) => type === 'Accept').length;
    },
    async close() {
      await dispose();
      await company.close();
    },
  };
}
