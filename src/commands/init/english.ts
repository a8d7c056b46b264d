import type { Words } from './words.ts';

export const english: Words = {
  configuration: (
    { title, url, name, handle, language, timezone },
    contact,
  ) => `# Everything about this blog. After a change, start Postern again.
# All keys are explained in docs/configuration.md of Postern; \`postern config check\` looks for mistakes.

# Where the blog lives, as its readers write it. Everything that others remember (links, your account) hangs on
# it: set it to your own https:// address before the first person follows you, and keep it.
url: ${url}

title: ${title}
description: ""
language: ${language}

# What a date without a time zone means.
timezone: ${timezone}

# The addresses of posts. With /:year/:month/:slug/ they carry the date.
permalink: /posts/:slug

# The links at the top of every page: label, then a path of this blog or a whole address.
menu:
  Archive: /archive
  About: /about

# Who writes here. People follow @user@host from Mastodon and the like. Nobody who is not on this list exists for them.
accounts:
  - handle: ${handle}
    name: ${name}
    summary: ""
    # avatar: media/me.jpg        # a picture in this folder: jpeg, png, gif or webp
    # fields:                     # lines of the profile
    #   Website: https://example.com
  # - handle: old                 # a name that only points to an account elsewhere
  #   identityOf: "@old@mastodon.example"

# Your own accounts elsewhere.
# owners: ["@you@mastodon.example"]

# When followers are told: how long a new post rests first, and how long an edited one.
# publish: { auto: true, settle: 1m, quiet: 10m, removal: 24h }

# Whose replies are shown without waiting for you: everyone, first-time (held until you approve one), followers, held, closed.
comments:
  rule: first-time
  links: 3                        # one with more links waits, whoever writes it
  # close: 90d                    # no replies to posts older than that
  # words: [casino, cheap pill*]  # a reply with one of these waits; * stands for any letters
  # languages: [en, de]           # a reply in another language waits

# Who is behind the blog: /imprint and /privacy show it, and every page links to them. Whoever writes for more than
# family and friends must give name and postal address in Germany, who earns with it e-mail too, and much the same elsewhere.
${
  contact ||
  `# contact:
#   name: James Miller
#   email: james@example.com
#   address: [Example Street 1, 12345 Example]`
}

# Blogs that you read and recommend: /blogroll shows them.
# blogroll:
#   - { title: Old gates, url: "https://gates.example.com", feed: "https://gates.example.com/feed.xml" }
`,
  hello: {
    title: 'Hello, world',
    slug: 'hello',
    body: (path) => `This is the first post of this blog. It is a text file, \`${path}\`: open it in any
editor, change something, and reload this page.

Everything is written in Markdown:

- **bold**, *italic*, [links](https://commonmark.org/help/) and lists like this one
- pictures, in a folder beside the text
- \`code\`, tables, footnotes[^1], and #hashtags

> [!TIP]
> A new post is a new file. \`postern new post "My title"\` writes one for you.

[^1]: Like this one.
`,
  },
  about: {
    title: 'About',
    slug: 'about',
    body: ({ name }) => `This is the blog of ${name}.

Say here who you are and what you write about. This page is the file \`content/pages/about.md\`.
`,
  },
  readme: ({ title }) => `# ${title}

A blog, made with Postern.

| what | where |
|---|---|
| posts | \`content/posts/\` |
| short notes | \`content/notes/\` |
| pages, such as /about | \`content/pages/\` |
| files that are served as they are | \`public/\` |
| the name, the address, the accounts | \`postern.yaml\` |
| the database; back it up, do not commit it | \`data/\` |

    postern serve --site .               show it
    postern new post "A title" --site .  write a post
    postern list --site .                see what is published
`,
};
