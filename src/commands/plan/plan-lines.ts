import type { Site } from '../../config.ts';
import { many, type Shown, showIn, wrap } from '../deliveries/layout.ts';
import type { Entry, Plan } from './entry.ts';
import { limited, pathLine, titleLine } from './entry-lines.ts';
import { silentLines, unsentLines } from './unsent-lines.ts';

/** A part of the page: nothing, when there is nothing to say. */
type Section = string[];

export interface PageOptions {
  /** Every entry, however many there are. */
  all: boolean;
  /** Only what would go out now, and what could be deleted now. */
  isBrief: boolean;
}

/** A plan as a page of text for people, 80 columns wide. Pure. */
export function planLines(plan: Plan, site: Pick<Site, 'timezone' | 'publish'>, options: PageOptions): string[] {
  const shown = showIn(site.timezone);
  const { entries } = plan;
  const sent = [...sendingLines(plan, site, shown, options), ...waitingLines(entries, options)];
  const rest = options.isBrief
    ? [removalLines(entries, shown, options), decisionLines(plan)]
    : [
        unsentLines(entries, options),
        scheduledLines(entries, shown, options),
        removalLines(entries, shown, options),
        profileLines(plan),
        heldLines(entries, options),
        decisionLines(plan),
      ];
  const news = [baselineLines(plan), sent, ...rest].filter((section) => section.length > 0);
  const none = [options.isBrief ? 'Nothing would be sent.' : 'Nothing has changed, and nothing waits.'];
  const silent = options.isBrief ? [] : silentLines(plan.silent, options);
  const sections = [...(news.length > 0 ? news : [none]), ...(silent.length > 0 ? [silent] : [])];
  return sections.flatMap((section, index) => (index === 0 ? section : ['', ...section]));
}

function baselineLines({ baseline }: Plan): Section {
  if (baseline === 0) return [];
  return paragraph(
    `Followers were never told of anything here. What is there at the first publish (${many(baseline, 'post')}) is sent to nobody; what you publish after that is.`,
  );
}

function sendingLines(plan: Plan, site: Pick<Site, 'publish'>, shown: Shown, options: PageOptions): Section {
  const { sending, now } = plan;
  const sends = plan.entries.filter(({ followers }) => followers.state === 'sends');
  if (sends.length === 0) return [];
  const isAt = ({ followers: { at } }: Entry): string =>
    at === null ? 'when you publish' : at <= now ? 'now' : shown(at);
  const timed = sends.some(({ followers: { at } }) => at !== null && at > now);
  return [
    ...paragraph(headline(sending)),
    ...(sending.deliveries > 0 ? paragraph(cost(sending)) : []),
    '',
    ...limited(sends, options.all, (entry) => [titleLine(entry, isAt(entry)), ...pathLine(entry)]),
    ...(timed && site.publish.auto
      ? [
          '',
          ...paragraph(
            'At the time on the right a running server sends it by itself; postern publish does it at once.',
          ),
        ]
      : []),
  ];
}

function headline({ messages, followers, servers, deliveries }: Plan['sending']): string {
  const what = many(messages, 'message');
  if (deliveries === 0)
    return `postern publish would send ${what}, to nobody: there are no followers yet. That counts as sent.`;
  return `postern publish would send ${what} to ${many(followers, 'follower')} on ${many(servers, 'server')}.`;
}

function cost({ deliveries, fetches, requests, seconds }: Plan['sending']): string {
  const time = seconds < 120 ? many(seconds, 'second') : many(Math.ceil(seconds / 60), 'minute');
  const all = `About ${many(requests, 'request')} within ${time}: ${many(deliveries, 'delivery')}`;
  if (fetches === 0) return `${all}.`;
  return `${all}, and up to ${fetches.toLocaleString('en')} by which those servers ask for the page, the post and its picture, each once for every message.`;
}

function waitingLines(entries: Entry[], { all }: PageOptions): Section {
  const wait = (why: Entry['followers']['why'], until: (names: string) => string): Section => {
    const off = entries.filter(({ followers, removal }) => followers.why === why && removal === null);
    if (off.length === 0) return [];
    const names = [...new Set(off.map(({ followers }) => followers.account))].join(', ');
    return [
      ...paragraph(`Waits until ${until(names)}:`),
      ...limited(off, all, (entry) => [titleLine(entry, ''), ...pathLine(entry)]),
    ];
  };
  return [
    ...wait('handle elsewhere', (names) => `the host of the handle of ${names} leads to this blog`),
    ...wait('account gone', (names) => `the account that sent it is in postern.yaml again, with the id ${names}`),
    ...wait('lookalike', () => 'you say which post it is'),
    ...wait('accident', () => 'the content folder is in order again'),
  ];
}

function scheduledLines(entries: Entry[], shown: Shown, { all }: PageOptions): Section {
  const scheduled = entries.filter(({ what }) => what === 'scheduled');
  if (scheduled.length === 0) return [];
  return [
    'Scheduled:',
    ...limited(scheduled, all, (entry) => [
      titleLine(entry, entry.appears ? shown(entry.appears) : ''),
      ...pathLine(entry),
      ...putOffLine(entry),
    ]),
  ];
}

function putOffLine({ id, page, followers }: Entry): string[] {
  if (id === null || (page !== 'disappears' && followers.why !== 'put off')) return [];
  return wrap('           ', [
    'hidden until then',
    ...(followers.why === 'put off' ? ['followers keep what they have'] : []),
  ]);
}

function removalLines(entries: Entry[], shown: Shown, { all }: PageOptions): Section {
  const hidden = entries.filter(({ removal }) => removal?.since);
  if (hidden.length === 0) return [];
  const hiddenSince = ({ removal, followers }: Entry): string[] => [
    `${removal?.isWithdrawn ? 'a draft, ' : ''}since ${removal?.since ? shown(removal.since) : ''}`,
    removal?.at ? `deleted for good ${shown(removal.at)}` : 'deleted when you confirm it',
    ...(followers.state === 'waits' ? ['followers are told then'] : []),
  ];
  const them = hidden.length === 1 ? 'it' : 'them';
  const isSome = hidden.some(({ removal }) => removal?.isWithdrawn === false);
  return [
    `${many(hidden.length, 'post')} hidden, and still to be deleted:`,
    ...limited(hidden, all, (entry) => [`  ${entry.path}`, ...wrap('    ', hiddenSince(entry))]),
    ...paragraph(
      `To delete ${them} at once: postern publish --confirm-removals. To keep ${hidden.length === 1 ? 'it' : 'one'}${isSome ? ', bring the file back' : ', publish it again'}.`,
    ),
  ];
}

function profileLines({ profiles }: Plan): Section {
  if (profiles.length === 0) return [];
  return paragraph(`The profile of ${profiles.join(', ')} has changed: followers are told when the server starts.`);
}

function heldLines(entries: Entry[], { all }: PageOptions): Section {
  const held = entries.filter(({ removal }) => removal !== null && removal.since === null);
  if (held.length === 0) return [];
  return [`Gone, and kept on the blog all the same:`, ...limited(held, all, ({ path }) => [`  ${path}`])];
}

function decisionLines({ decisions }: Plan): Section {
  if (decisions.length === 0) return [];
  return ['For you to decide:', ...decisions.flatMap((sentence) => wrap('  - ', sentence.split(' '), ' '))];
}

/** Sentences on as many lines as they need. */
function paragraph(text: string): string[] {
  return wrap('', text.split(' '), ' ');
}
