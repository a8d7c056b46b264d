import type { Report } from '../blog/publish.ts';
import type { Look } from '../federation/announce/report.ts';
import type { Problem } from '../problem.ts';
import { type Call, type Command, type ExitCode, jsonOption, misused, siteOption, type Terminal } from './command.ts';
import type { Chosen } from './publish/find-posts.ts';
import type { Room } from './publish/open.ts';
import { refusedLines, tellLines } from './publish/tell-lines.ts';
import { reportLines } from './report.ts';
import { complain, counted, openSite } from './site.ts';

export const publish: Command = {
  name: 'publish',
  about: 'Publish now what has changed, send it to followers, and confirm what is to be deleted.',
  usage: ['publish', 'publish --announce POST…'],
  words: { least: 0, most: Infinity },
  options: {
    ...siteOption,
    announce: { value: null, about: 'Send these posts to followers although they were to stay silent.' },
    'confirm-removals': { value: null, about: 'Delete for good every post whose file is gone, and at once.' },
    'dry-run': {
      value: null,
      about: 'Publish, send and delete nothing; only say what would be sent, as `postern plan` does.',
    },
    ...jsonOption,
  },
  notes: [
    'While `postern serve` runs, saved files are published by themselves; this does it without it, or for it.',
    'What waits to be sent to followers goes at once, without the pauses `publish.settle` and `publish.quiet`. More than five edits at once wait for this. The running server delivers it. Silent stay posts that were there before, that came with five others or more, or that are dated more than seven days back and do not say `federate: true`; --announce sends those that you name by file, slug or address.',
    'A post whose file is gone is hidden at once and deleted after `publish.removal` (24h). What is deleted stays deleted: its address says so (410) to everybody. On a terminal, publish asks whether to do that now.',
    'A new file that looks like one that is gone may be that one, renamed and edited: it is not sent, and the old one is not deleted, until you write the `id:` line that is named. --announce sends it as a new post, --confirm-removals deletes the old one.',
    'Exits with 3 when a file could not be published as it is, when a post that was named could not be sent, or when it is not known whether a file was renamed.',
  ],
  examples: [
    'postern publish',
    'postern publish --dry-run',
    'postern publish --announce content/posts/hello.md',
    'postern publish --confirm-removals',
  ],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const { terminal, words } = call;
  if (call.flag('announce') && words.length === 0)
    return misused(terminal, publish, 'Name the posts that are to be sent: postern publish --announce POST…');
  if (!call.flag('announce') && words.length > 0)
    return misused(terminal, publish, `"${words[0]}" is too much. To send a silent post, add --announce.`);
  if (call.flag('dry-run') && call.flag('confirm-removals'))
    return misused(terminal, publish, '--dry-run and --confirm-removals do not go together.');
  const config = await openSite(call);
  if (!config) return 1;
  if (call.flag('dry-run')) {
    const { foresee } = await import('./publish/foresee.ts');
    return foresee(call, config);
  }
  const { openRoom } = await import('./publish/open.ts');
  const room = await openRoom(config, terminal);
  try {
    return await publishNow(call, room);
  } finally {
    await room.close();
  }
}

async function publishNow(call: Call, room: Room): Promise<ExitCode> {
  const { terminal } = call;
  const { site } = room.config;
  const isJson = call.flag('json');
  const report = await room.publisher.publish('everything', { confirmRemovals: call.flag('confirm-removals') });
  const said = reportLines(report, site);
  if (!isJson) for (const line of said) terminal.out(line);
  const asked = isJson ? 0 : await askForRemovals(terminal, room);

  const chosen = await choosePosts(call, room);
  if (!chosen) return 1;
  const look = await room.announcing.announce({ now: true, silent: chosen.map(({ uri }) => uri) });
  const problems = await room.publisher.problems();
  const told = await showTold(call, room, look, { chosen, report, problems });
  if (!isJson && said.length + asked + told === 0) terminal.out('Nothing had changed.');
  if (look.refused.length + look.doubted.length > 0) return 3;
  // That nothing is deleted is a question to the owner, though nothing is wrong with any file.
  return problems.some(({ path, severity }) => severity === 'error' || path === 'content') ? 3 : 0;
}

/** Prints what was told, or all of it as JSON; the answer is how many lines that took. */
async function showTold(
  call: Call,
  { database, config }: Room,
  look: Look,
  { chosen, report, problems }: { chosen: Chosen[]; report: Report; problems: Problem[] },
): Promise<number> {
  const { terminal } = call;
  const { reachOf } = await import('../federation/announce/reach.ts');
  const reach = await reachOf(database, [...new Set(look.told.map(({ account }) => account))]);
  if (call.flag('json')) {
    const { told, waiting, silenced, doubted, refused } = look;
    const sent = { told, waiting, silenced, doubted, refused, ...reach };
    terminal.out(JSON.stringify({ ...report, problems, sent }, null, 2));
    return 1;
  }
  const lines = tellLines(look, reach, config.site);
  for (const line of lines) terminal.out(line);
  for (const line of refusedLines(look, chosen, config.site)) terminal.error(line);
  complain(terminal, problems);
  return lines.length + look.refused.length;
}

/** The posts that were named with --announce; null after saying what is wrong with the names. */
async function choosePosts({ words, terminal }: Call, { database, config }: Room): Promise<Chosen[] | null> {
  const { findPosts } = await import('./publish/find-posts.ts');
  const { chosen, wrong } = await findPosts(database, config.site, words);
  for (const line of wrong) terminal.error(line);
  return wrong.length > 0 ? null : chosen;
}

/** Tells what is hidden, and deletes it if that is wanted; the answer is how many posts were hidden. */
async function askForRemovals(terminal: Terminal, room: Room): Promise<number> {
  const hidden = await showHidden(terminal, room);
  if (hidden > 0 && (await wantsThemGone(terminal))) {
    const report = await room.publisher.publish('everything', { confirmRemovals: true });
    for (const line of reportLines(report, room.config.site)) terminal.out(line);
  }
  return hidden;
}

/** Names the posts that are hidden and not yet deleted; the answer is how many. */
async function showHidden(terminal: Terminal, { database }: Room): Promise<number> {
  const { createDoubts } = await import('../blog/doubts.ts');
  const { createIndexQueries } = await import('../blog/index-queries.ts');
  const hidden = await createIndexQueries(database).hiddenPosts();
  if (hidden.length === 0) return 0;
  const renamed = new Map((await createDoubts(database).find()).map(({ gone, fresh }) => [gone.key, fresh.path]));
  terminal.out(`${counted(hidden.length, 'post')} hidden, and still to be deleted:`);
  for (const { key, path } of hidden) {
    const name = renamed.get(key);
    terminal.out(`  content/${path}${name === undefined ? '' : `, which may be content/${name} now`}`);
  }
  return hidden.length;
}

async function wantsThemGone(terminal: Terminal): Promise<boolean> {
  if (terminal.interactive) {
    return /^y(es)?$/i.test(await terminal.ask('Delete them for good now? yes or', 'no'));
  }
  terminal.out('`postern plan` says when that is; --confirm-removals does it now.');
  return false;
}
