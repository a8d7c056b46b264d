import { describe, expect, test } from 'vitest';
import { problemsOf, url } from '../support/config.ts';

/** What is wrong in the file → what is said about it. */
const mistakes: [yaml: string, said: string][] = [
  [
    'title: Notes',
    'postern.yaml  error  The url is missing: it says where the blog lives. Write url: https://blog.example.com with your own address, or url: http://localhost:3000 to try Postern on this machine.',
  ],
  [
    'url: blog.example.com',
    'postern.yaml:1  error  The url "blog.example.com" is not a whole address. Write https://blog.example.com.',
  ],
  [
    'url: localhost:3000',
    'postern.yaml:1  error  The url "localhost:3000" is not a whole address. Write http://localhost:3000.',
  ],
  [
    'url: ftp://blog.example.com',
    'postern.yaml:1  error  The url "ftp://blog.example.com" begins with ftp://, which is not the web. Write https://blog.example.com.',
  ],
  [
    'url: https://blog.example.com/?a=1',
    'postern.yaml:1  error  The url "https://blog.example.com/?a=1" carries a query (what follows the ?), which an address of a blog cannot have. Write https://blog.example.com.',
  ],
  [
    'url: https://blog.example.com/b#x',
    'postern.yaml:1  error  The url "https://blog.example.com/b#x" carries a fragment (what follows the #), which an address of a blog cannot have. Write https://blog.example.com/b.',
  ],
  [
    'url: https://me:pw@blog.example.com',
    'postern.yaml:1  error  The url "https://me:pw@blog.example.com" carries a user name or password, which an address of a blog cannot have. Write https://blog.example.com.',
  ],
  [
    'url: http://blog.example.com',
    `postern.yaml:1  warning  The blog's url begins with http://, so nobody can follow it: the fediverse speaks https only. Write https://blog.example.com, and put a server with a certificate in front (docs/hosting.md).`,
  ],
  [`${url}tilte: Notes`, 'postern.yaml:2  error  There is no key "tilte". Did you mean "title"?'],
  [`${url}baseURL: x`, 'postern.yaml:2  error  There is no key "baseURL". Did you mean "url"?'],
  [`${url}publish:\n  qiet: 1m`, 'postern.yaml:3  error  publish has no key "qiet". Did you mean "quiet"?'],
  [`${url}comments: { rulez: held }`, 'postern.yaml:2  error  comments has no key "rulez". Did you mean "rule"?'],
  [
    `${url}accounts:\n  - handle: a\n    bio: x`,
    'postern.yaml:4  error  accounts has no key "bio". Did you mean "summary"?',
  ],
  [`${url}title: 1984`, 'postern.yaml:2  error  title is the number 1984, not text. Put it in quotes: title: "1984".'],
  [`${url}title: [a]`, 'postern.yaml:2  error  title is a list, not text. Write title: Notes.'],
  [`${url}language: english`, 'postern.yaml:2  error  "english" is not a language that browsers know. Write en.'],
  [`${url}language: Deutsch`, 'postern.yaml:2  error  "Deutsch" is not a language that browsers know. Write de.'],
  [
    `${url}language: en_GB.UTF-8`,
    'postern.yaml:2  error  "en_GB.UTF-8" is not a language that browsers know. Write en-GB.',
  ],
  [`${url}timezone: Berlin`, 'postern.yaml:2  error  "Berlin" is not a time zone. Write Europe/Berlin.'],
  [`${url}timezone: Europe/Berlim`, 'postern.yaml:2  error  "Europe/Berlim" is not a time zone. Write Europe/Berlin.'],
  [
    `${url}timezone: "+01:00"`,
    'postern.yaml:2  error  "+01:00" is not a time zone. Write a name such as Europe/Berlin, America/New_York or UTC.',
  ],
  [
    `${url}permalink: /posts/:title`,
    'postern.yaml:2  error  The permalink "/posts/:title" has :title, which is not known. Write :slug.',
  ],
  [
    `${url}permalink: /:yaer/:slug`,
    'postern.yaml:2  error  The permalink "/:yaer/:slug" has :yaer, which is not known. Write :year.',
  ],
  [
    `${url}permalink: /posts`,
    'postern.yaml:2  error  The permalink "/posts" has no :slug, so all posts would have one address. Write /posts/:slug.',
  ],
  [
    `${url}permalink: posts/:slug`,
    'postern.yaml:2  error  The permalink "posts/:slug" does not begin with a slash. Write /posts/:slug.',
  ],
  [
    `${url}permalink: /tags/:slug`,
    'postern.yaml:2  error  The permalink "/tags/:slug" leads to addresses that Postern needs itself. Write another beginning, such as /posts/:slug.',
  ],
  [
    `${url}feeds: { rss: [index.xml] }`,
    'postern.yaml:2  error  "index.xml" does not begin with a slash. Write /index.xml.',
  ],
  [
    `${url}feeds:\n  rss:\n    - /a.xml\n    - /atom.xml`,
    'postern.yaml:5  error  /atom.xml is already the address of the atom feed. Give this feed another address.',
  ],
  [
    `${url}feeds: { rss: [/feed.xml, /tags/all], atom: /a.xml }`,
    'postern.yaml:2  error  /tags/all is an address of the blog itself. Give this feed another address.',
  ],
  [
    `${url}feeds: { rss: "/:any" }`,
    'postern.yaml:2  error  "/:any" is not a plain path. Write a path without spaces, ?, #, :, * and double slashes, such as /blog/index.xml.',
  ],
  [
    `${url}menu: [Archive]`,
    'postern.yaml:2  error  menu is the text "Archive", which cannot stand there. Write - {Archive: "/archive"}.',
  ],
  [
    `${url}menu: { Home: javascript:x }`,
    'postern.yaml:2  error  "javascript:x" leads nowhere. Write a path of this blog or a whole address, such as /archive.',
  ],
  [
    `${url}menu:\n  - Archive: archive`,
    'postern.yaml:3  error  "archive" leads nowhere. Write a path of this blog or a whole address, such as /archive.',
  ],
  [
    `${url}owners: "@a@b.example"`,
    'postern.yaml:2  error  owners is a text'.replace(
      'a text',
      'the text "@a@b.example", which cannot stand there. Write owners: ["@makkes@hachyderm.io"].',
    ),
  ],
  [
    `${url}owners: ["@a"]`,
    'postern.yaml:2  error  The handle "@a" does not say on which host it is. Write @a@example.com with its own host.',
  ],
  [
    `${url}accounts: [{ handle: james }]\nowners: ["@James@Blog.example.com"]`,
    'postern.yaml:3  error  @James@blog.example.com is on this blog, and owners are accounts elsewhere. Take it out, or write an account of yours on another server.',
  ],
  [
    `${url}accounts: [{ handle: james, identityOf: "@james@b.example" }]\nowners: ["@james@blog.example.com"]`,
    'postern.yaml:3  error  @james@blog.example.com is on this blog, and owners are accounts elsewhere. Write @james@b.example in its place.',
  ],
  [`${url}accounts: [{ name: James }]`, 'postern.yaml:2  error  accounts.handle is missing. Write handle: james.'],
  [
    `${url}accounts: [{ handle: "James Müller" }]`,
    'postern.yaml:2  error  The handle "James Müller" has a user name that other servers refuse. Use up to 64 of a-z, 0-9 and _ (dots and hyphens only inside), such as james_muller.',
  ],
  [
    `${url}accounts: [{ handle: james@blog }]`,
    'postern.yaml:2  error  The handle "james@blog" has no usable host. Write it as james@example.com.',
  ],
  [
    `${url}accounts: [{ handle: "https://social.example/@james" }]`,
    'postern.yaml:2  error  "https://social.example/@james" is a link, not a handle. Write james@social.example.',
  ],
  [
    `${url}accounts:\n  - handle: james\n  - handle: "@James@blog.example.com"`,
    'postern.yaml:4  error  The handle @james@blog.example.com is on the list twice. Take one of the two accounts out, or give it another user name.',
  ],
  [
    `${url}accounts:\n  - handle: james\n  - handle: james@example.com`,
    'postern.yaml:4  error  The accounts @james@blog.example.com and @james@example.com have the same id "james", and so the same address. Add another id to this one, such as id: james2.',
  ],
  [
    `${url}accounts: [{ handle: a, type: person }]`,
    'postern.yaml:2  error  accounts.type is the text "person". Did you mean Person?',
  ],
  [
    `${url}accounts: [{ handle: a, identityOf: a }]`,
    'postern.yaml:2  error  The handle "a" does not say on which host it is. Write @a@example.com with its own host.',
  ],
  [
    `${url}accounts: [{ handle: a, identityOf: b@c.example }]`,
    'postern.yaml:2  warning  The name a points to an account with another name, @b@c.example; some servers refuse that. Write handle: b if you can.',
  ],
  [
    `${url}accounts: [{ handle: a, name: A, identityOf: a@c.example }]`,
    'postern.yaml:2  warning  "name" is not used: a only points to @a@c.example, and everything else is said there. Take name out, or take identityOf out to have an account of its own here.',
  ],
  [
    `${url}accounts:\n  - handle: a\n    avatar: media/a.jpg`,
    'postern.yaml:4  warning  The picture media/a.jpg is not there. Put it there, or mend the path; it begins at the folder of postern.yaml.',
  ],
  [
    `${url}accounts: [{ handle: a, avatar: ../a.jpg }]`,
    `postern.yaml:2  error  "../a.jpg" leads out of the blog's folder. Write a path inside it, such as media/james.jpg.`,
  ],
  [
    `${url}icon: https://example.com/i.png`,
    'postern.yaml:2  error  "https://example.com/i.png" is an address. Copy the picture into this folder and write its path, such as media/james.jpg.',
  ],
  [
    `${url}publish: { quiet: 10min }`,
    'postern.yaml:2  error  "10min" is not a length of time. Write 10m (s, m, h and d are seconds, minutes, hours and days).',
  ],
  [
    `${url}publish: { settle: 5 }`,
    'postern.yaml:2  error  publish.settle is the number 5, not text. Write it with its unit: settle: 5m.',
  ],
  [`${url}publish: { removal: 400d }`, 'postern.yaml:2  error  "400d" is longer than a year. Write at most 365d.'],
  [
    `${url}publish: { auto: yes }`,
    'postern.yaml:2  error  publish.auto is the text "yes", which cannot stand there. Write auto: true.',
  ],
  [
    `${url}comments: { rule: firsttime }`,
    'postern.yaml:2  error  comments.rule is the text "firsttime". Did you mean first-time?',
  ],
  [
    `${url}comments: { close: 90 }`,
    'postern.yaml:2  error  comments.close is the number 90, not text. Write it with its unit: close: 90d.',
  ],
  [
    `${url}comments: { close: 90 days }`,
    'postern.yaml:2  error  "90 days" is not a length of time. Write 90d (s, m, h and d are seconds, minutes, hours and days).',
  ],
  [
    `${url}comments: { close: 0d }`,
    'postern.yaml:2  error  "0d" would close comments before anybody can write one. Write rule: closed in place of it, or a time such as 90d.',
  ],
  [`${url}comments: { close: 9999d }`, 'postern.yaml:2  error  "9999d" is longer than 10 years. Write at most 3650d.'],
  [
    `${url}comments: { links: "3" }`,
    'postern.yaml:2  error  comments.links is the text "3", which cannot stand there. Write links: 3.',
  ],
  [
    `${url}contact: { email: james at example }`,
    'postern.yaml:2  error  "james at example" is no mail address. Write it as james@example.com.',
  ],
  [
    `${url}contact: { email: "mailto:james@example.com?bcc=ada@example.com" }`,
    'postern.yaml:2  error  "mailto:james@example.com?bcc=ada@example.com" is no mail address. Write it as james@example.com.',
  ],
  [
    `${url}contact: { email: "james?subject=x@example.com" }`,
    'postern.yaml:2  error  "james?subject=x@example.com" is no mail address. Write it as james@example.com.',
  ],
  [
    `${url}blogroll:\n  - title: Gates\n    url: gates.example.com`,
    'postern.yaml:4  error  "gates.example.com" is no whole address. Write one with https://, such as https://gates.example.com.',
  ],
  [
    `${url}blogroll:\n  - title: Gates\n    url: https://gates.example.com\n    xmlUrl: https://gates.example.com/rss`,
    'postern.yaml:5  error  blogroll has no key "xmlUrl". Did you mean "feed"?',
  ],
  [
    `${url}blogroll:\n  - url: https://gates.example.com`,
    'postern.yaml:3  error  blogroll.title is missing. Write title: Old gates.',
  ],
  [
    `${url}blogroll:\n  - { title: " ", url: https://gates.example.com }`,
    'postern.yaml:3  error  A title is empty. Write what it is called.',
  ],
  [
    `${url}contact: { phone: 0301234567 }`,
    'postern.yaml:2  error  contact.phone is the number 301234567, not text. Put it in quotes: phone: "301234567".',
  ],
  [
    `${url}comments: { links: -1 }`,
    'postern.yaml:2  error  comments.links is the number -1, which cannot stand there. Write links: 3.',
  ],
  [
    `${url}comments:\n  words:\n    - casino\n    - 1984`,
    'postern.yaml:5  error  comments.words is the number 1984, not text. Put it in quotes: - "1984".',
  ],
  [
    `${url}comments: { words: casino }`,
    'postern.yaml:2  error  comments.words is the text "casino", which cannot stand there. Write words: ["casino", "cheap pill*"].',
  ],
  [
    `${url}comments: { words: ["*casin"] }`,
    'postern.yaml:2  error  "*casin" has a * elsewhere than at its end. Write the beginning of the word and a * behind it, such as casin*.',
  ],
  [
    `${url}comments: { words: [casino, " *"] }`,
    'postern.yaml:2  error  "*" is no word. Write a word such as casino, or take the line out.',
  ],
  [
    `${url}comments: { languages: [en, Deutsch] }`,
    'postern.yaml:2  error  "Deutsch" is not a language that browsers know. Write de.',
  ],
  [
    `${url}comments: { language: [en] }`,
    'postern.yaml:2  error  comments has no key "language". Did you mean "languages"?',
  ],
  [`${url}quotes: all`, 'postern.yaml:2  error  quotes is the text "all". Write everyone, followers or nobody.'],
  ['- url', 'postern.yaml:1  error  The file holds no keys. Write lines such as url: https://blog.example.com.'],
  [
    `${url}accounts:\n  - handle: @james`,
    'postern.yaml:3  error  This is not valid YAML: Plain value cannot start with reserved character @. Put the value in quotes.',
  ],
  [
    `${url}\ttitle: x`,
    'postern.yaml:2  error  This is not valid YAML: Tabs are not allowed as indentation. Indent with spaces; YAML takes no tabs.',
  ],
  [
    `${url}title: a\ntitle: b`,
    'postern.yaml:3  error  This is not valid YAML: The same key is written twice. Keep one of the two lines.',
  ],
  [
    `${url}title: !!js/function "x"`,
    'postern.yaml:2  error  This is not valid YAML: Unresolved tag: tag:yaml.org,2002:js/function. Compare the line with docs/configuration.md.',
  ],
];

describe('a mistake in postern.yaml is told with its line and its mend', () => {
  test.each(mistakes)('%j', async (yaml, said) => {
    expect(await problemsOf(yaml)).toEqual([said]);
  });
});

test('everything that is wrong is told at once, in the order of the file', async () => {
  const problems = await problemsOf('url: x\ntilte: y\nlanguage: zz\nquotes: all\naccounts: [{ handle: "!" }]\n', {
    POSTERN_PORT: 'x',
  });
  expect(problems.map((problem) => problem.split('  ')[0])).toEqual([
    'postern.yaml:1',
    'postern.yaml:2',
    'postern.yaml:3',
    'postern.yaml:4',
    'postern.yaml:5',
    'environment',
  ]);
});

test('a file that multiplies itself is refused, not unfolded', async () => {
  const levels = Array.from(
    { length: 9 },
    (_, level) => `  l${level + 1}: &l${level + 1} [${`*l${level},`.repeat(9)}]`,
  );
  const [problem] = await problemsOf(`${url}menu:\n  l0: &l0 [x]\n${levels.join('\n')}\n`);
  expect(problem).toContain('The file repeats itself too often');
});
