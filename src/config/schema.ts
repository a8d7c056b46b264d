import { z } from 'zod';
import { parseAddress } from './address.ts';
import { parseClosing, parseWord } from './comments.ts';
import { parseEmail, parseName } from './contact.ts';
import { parseHandle, parseWholeHandle } from './handle.ts';
import { parseHub } from './hub.ts';
import { parseLanguage } from './language.ts';
import { parseLink } from './path.ts';
import { parsePermalink } from './permalink.ts';
import { parseTimezone } from './timezone.ts';
import { duration, fileOf, lines, oneOrMore, read, text, webAddress } from './values.ts';
import { isWrong, type Parsed } from './wrong.ts';

const recommended = z.strictObject({
  title: read(parseName, { description: 'What the blog is called.', examples: ['Old gates'] }),
  url: webAddress('Where it is.', 'https://gates.example.com'),
  feed: webAddress(
    'Its feed, so that others can take over your list.',
    'https://gates.example.com/feed.xml',
  ).optional(),
  description: text({ description: 'What it is about, one sentence.', examples: ['A gate a day.'] }).optional(),
});

const account = z.strictObject({
  handle: read(parseHandle, {
    description:
      'The user name of the account, `james`; `james@example.com` puts the handle on another host than the blog.',
    examples: ['james'],
  }),
  identityOf: read(parseWholeHandle, {
    description: 'This name has no actor here: it only points to an account elsewhere.',
    examples: ['@makkes@hachyderm.io'],
  }).optional(),
  id: read(parseId, {
    description: "Stands in the actor's address, /ap/actors/<id>, and never changes. By default the user name.",
    examples: ['james'],
  }).optional(),
  type: z
    .enum(['Person', 'Organization', 'Group', 'Service', 'Application'])
    .meta({ description: 'What kind of account it is.', examples: ['Person'] })
    .optional(),
  name: text({ description: 'The name that is shown.', examples: ['James'] }).optional(),
  summary: text({
    description: 'About the account: Markdown, one paragraph.',
    examples: ['I write about doors.'],
  }).optional(),
  avatar: fileOf("A picture (jpeg, png, gif or webp), relative to the blog's folder.", 'media/james.jpg').optional(),
  header: fileOf(
    "A wide picture (jpeg, png, gif or webp), relative to the blog's folder.",
    'media/hills.jpg',
  ).optional(),
  fields: z
    .record(z.string(), z.union([z.string(), z.number()]).meta({ examples: ['https://blog.example.com'] }))
    .meta({
      description: 'Lines of the profile: label, then text or URL.',
      examples: [{ Website: 'https://blog.example.com' }],
    })
    .optional(),
  aliases: z
    .array(read(parseAlias, { description: 'An earlier account.', examples: ['@james@old.example.com'] }))
    .meta({
      description: 'Earlier accounts, for a move: handles or actor URLs.',
      examples: [['@james@old.example.com']],
    })
    .optional(),
  manuallyApprovesFollowers: z
    .boolean()
    .meta({
      description: 'Whether who follows waits until `postern followers approve`.',
      examples: [true],
    })
    .optional(),
});

const link = read(parseLink, { description: 'A path of this blog, or a URL.', examples: ['/archive'] });

/** Everything that postern.yaml may hold. Its input is what an author writes; its output is checked key by key. */
export const schema = z.strictObject({
  url: read(parseAddress, {
    description: 'Where the blog lives: the address its readers use. It may carry a path.',
    examples: ['https://blog.example.com'],
  }).optional(),
  title: text({ description: 'The name of the blog.', examples: ['Notes'] }).optional(),
  description: text({ description: 'What the blog is about, one sentence.', examples: ['What I learn'] }).optional(),
  language: read(parseLanguage, {
    description: 'The language of the blog, as BCP 47 has it.',
    examples: ['en'],
  }).optional(),
  timezone: read(parseTimezone, {
    description: 'What a date without a zone means, and how dates are shown.',
    examples: ['Europe/Berlin'],
  }).optional(),
  permalink: read(parsePermalink, {
    description: 'The pattern of the addresses of posts. :slug is required; :year, :month and :day may be added.',
    examples: ['/posts/:slug'],
  }).optional(),
  feeds: z
    .strictObject({
      rss: oneOrMore('RSS', '/blog/index.xml').optional(),
      atom: oneOrMore('Atom', '/blog/atom.xml').optional(),
      json: oneOrMore('JSON', '/blog/feed.json').optional(),
      hub: read(parseHub, {
        description:
          'Who tells feed readers of new posts at once: `own`, `none`, or the address of another WebSub hub.',
        examples: ['own'],
      }).optional(),
    })
    .meta({
      description: 'Further addresses of the feeds, beside the usual ones, and who tells their readers at once.',
      examples: [{ rss: ['/blog/index.xml'] }],
    })
    .optional(),
  menu: z
    .union([
      z.record(z.string(), link),
      z.array(z.record(z.string(), link).meta({ examples: [{ Archive: '/archive' }] })),
    ])
    .meta({
      description: 'The links of the header, in order: label, then a path of this blog or a URL.',
      examples: [{ Archive: '/archive', About: '/about' }],
    })
    .optional(),
  icon: fileOf(
    'A square picture of at least 180 pixels, for feeds and browsers. By default the avatar of the first account.',
    'media/icon.png',
  ).optional(),
  owners: z
    .array(
      read(parseWholeHandle, {
        description: "An account of the author's elsewhere.",
        examples: ['@makkes@hachyderm.io'],
      }),
    )
    .meta({
      description: "The author's own accounts elsewhere, believed once rel=me points both ways.",
      examples: [['@makkes@hachyderm.io']],
    })
    .optional(),
  accounts: z
    .array(account)
    .meta({
      description: 'The allow-list: WebFinger answers for these accounts and for nothing else.',
      examples: [[{ handle: 'james', name: 'James' }]],
    })
    .optional(),
  publish: z
    .strictObject({
      auto: z
        .boolean()
        .meta({
          description: 'Whether a saved file is announced to followers without `postern publish`.',
          examples: [true],
        })
        .optional(),
      settle: duration('How long a new post rests before followers are told.', '1m').optional(),
      quiet: duration('How long an edited post must be left alone before followers are told.', '10m').optional(),
      removal: duration('How long after its file vanished a post is deleted at the followers.', '24h').optional(),
    })
    .meta({ description: 'When followers are told.', examples: [{ settle: '1m', quiet: '10m', removal: '24h' }] })
    .optional(),
  comments: z
    .strictObject({
      rule: z
        .enum(['everyone', 'first-time', 'followers', 'held', 'closed'])
        .meta({ description: 'Whose comments are shown without being looked at first.', examples: ['first-time'] })
        .optional(),
      close: read(parseClosing, {
        description: 'How long after its publication a post takes no more comments; `never` is the default.',
        examples: ['90d'],
      }).optional(),
      links: z
        .int()
        .min(0)
        .meta({ description: 'A comment with more links than these waits for you.', examples: [3] })
        .optional(),
      words: z
        .array(
          read(parseWord, {
            description: 'A word, or several; a * at the end stands for any letters.',
            examples: ['casino'],
          }),
        )
        .max(1000)
        .meta({
          description: 'A comment with one of these words waits for you.',
          examples: [['casino', 'cheap pill*']],
        })
        .optional(),
      languages: z
        .array(read(parseLanguage, { description: 'A language, as BCP 47 has it.', examples: ['en'] }))
        .meta({
          description: 'A comment that says that it is in another language waits for you.',
          examples: [['en', 'de']],
        })
        .optional(),
      tell: z
        .enum(['at-once', 'daily', 'never'])
        .meta({
          description: 'When your own accounts elsewhere (`owners`) and POSTERN_WEBHOOK hear of what waits for you.',
          examples: ['at-once'],
        })
        .optional(),
      counts: z
        .boolean()
        .meta({ description: 'Whether lists of posts show how many replies each has.', examples: [true] })
        .optional(),
    })
    .meta({ description: 'Who may comment, and what waits for you.', examples: [{ rule: 'first-time' }] })
    .optional(),
  quotes: z
    .enum(['everyone', 'followers', 'nobody'])
    .meta({ description: 'Who may quote a post.', examples: ['everyone'] })
    .optional(),
  contact: z
    .strictObject({
      name: text({ description: 'Who is responsible for the blog.', examples: ['James Miller'] }).optional(),
      email: read(parseEmail, {
        description: 'Where readers write to, to have something removed for example.',
        examples: ['james@example.com'],
      }).optional(),
      address: lines('A postal address, one line each.', ['Example Street 1', '12345 Example']).optional(),
      phone: text({ description: 'A telephone number for /imprint.', examples: ['+49 30 1234567'] }).optional(),
      responsible: lines('Who is responsible for the content, where that is somebody else: name and address.', [
        'Ada Miller',
        'Example Street 2',
        '12345 Example',
      ]).optional(),
      more: lines('What else /imprint must say, one line each.', ['VAT number: DE123456789']).optional(),
    })
    .meta({
      description: 'Who is behind the blog, as /privacy and /imprint show it.',
      examples: [{ email: 'james@example.com' }],
    })
    .optional(),
  blogroll: z
    .array(recommended)
    .max(1000)
    .meta({
      description: 'Blogs that you read and recommend: /blogroll shows them.',
      examples: [[{ title: 'Old gates', url: 'https://gates.example.com' }]],
    })
    .optional(),
});

/** What postern.yaml says once every key of it was read. */
export type Written = z.output<typeof schema>;

/** The schema of postern.yaml for editors: JSON Schema, draft 2020-12. */
export function jsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    // Zod drops the examples of whatever holds a transformation; ours are examples of what is written.
    override: ({ zodSchema, jsonSchema }) => {
      const examples = z.globalRegistry.get(zodSchema)?.examples;
      if (examples) Object.assign(jsonSchema, { examples });
    },
  });
  return { $schema, title: 'postern.yaml', ...rest, required: ['url'] };
}

function parseId(written: string): Parsed<string> {
  if (/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/.test(written)) return { value: written };
  return {
    what: `The id "${written}" cannot stand in an address.`,
    mend: 'Use a-z, 0-9, _, dots and hyphens only, such as james.',
  };
}

function parseAlias(written: string): Parsed<string> {
  if (/^https?:\/\//i.test(written) && URL.canParse(written)) return { value: written };
  const parsed = parseWholeHandle(written);
  return isWrong(parsed) ? parsed : { value: `${parsed.value.user}@${parsed.value.host}` };
}
