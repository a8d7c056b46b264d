// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pieces of code, as they stand in their files.
import { type Mutation, of } from '../../mutation.ts';

const remarks = 'src/federation/remarks';

/** What is read of objects and reactions as strangers write them. */
export const remarksChecks: Mutation[] = [
  ...of(`${remarks}/read-remark.ts`, [
    [
      'a kind that is shown',
      "if (!kind || typeof type !== 'string') return refused('It is of no kind that is shown.');",
      "if (typeof type !== 'string') return refused('');",
    ],
    ['an id', "if (uri === null) return refused('It has no id.');", 'if (uri === null) throw new Error();'],
    [
      'an id on the author’s origin',
      'addressOf(author) === null || originOf(uri) !== originOf(author)',
      'addressOf(author) === null',
    ],
    [
      'attributed to its author',
      "if (authorOf(object.attributedTo) !== author) return refused('It is not attributed to its author.');",
      '',
    ],
    ['something to say', "words.html === '' && media.length === 0", 'false && media.length === 0'],
    ['what cannot be cleaned', "held: words.html === null ? 'Its text could not be cleaned.' : null", 'held: null'],
    ['it says itself to whom', 'isAddressed(object) ? object : (activity ?? object)', 'activity ?? object'],
    ['who sent it says to whom', 'isAddressed(object) ? object : (activity ?? object)', 'object'],
  ]),
  ...of(`${remarks}/read-reaction.ts`, [
    [
      'a reaction on its actor’s origin',
      'uri === null || actor === null || originOf(uri) !== originOf(actor)',
      'uri === null || actor === null',
    ],
    [
      'what passes on an activity',
      'isObject(about) && listOf(about.type).some((type) => activities.has(textOf(type)))',
      'false',
    ],
    ['a boost that is public', "!['public', 'unlisted'].includes(visibilityOf(activity, actor))", 'false'],
    ['an Undo of several', "if (others.length > 0) return refused('It undoes several things.');", ''],
    [
      'an Undo on its actor’s origin',
      "if (id !== null && uri === null) return refused('What it undoes is not on its actor’s origin.');",
      '',
    ],
    ['an Undo of what another did', 'embedded.actor !== undefined && idOf(embedded.actor) !== actor', 'false'],
    ['one emoji', '/^\\p{RGI_Emoji}$/v.test(text)', "text !== ''"],
    [
      'a name of an emoji',
      '/^:([a-z\\d_+.-]{1,64})(?:@[a-z\\d.-]*)?:$/i.exec(text)?.[1]',
      '/^:(.{1,64}):$/i.exec(text)?.[1]',
    ],
  ]),
  ...of(`${remarks}/author.ts`, [
    ['one author', "one.type === 'Person') ?? named[0]", "one.type === 'Person') ?? named.at(-1)"],
  ]),
  ...of(`${remarks}/media.ts`, [
    ['sixteen media', '.slice(0, most)', ''],
    [
      'a medium of a kind that is known',
      'if (!kind || url === null) return null;',
      "if (url === null || kind === 'audio' as never) return null;",
    ],
    ['words of a medium', 'plainLine(words, longestDescription)', 'words'],
  ]),
  ...of(`${remarks}/moments.ts`, [
    ['nothing in the future', 'moment > now ? now : moment', 'moment'],
    [
      'a year of these networks',
      'if (!(moment.getTime() >= earliest)) return null;',
      'if (Number.isNaN(moment.getTime())) return null;',
    ],
  ]),
  ...of(`${remarks}/page.ts`, [
    ['a page on its own host', 'new URL(address).host !== host || ', ''],
    ['a page by its own scheme', ' || new URL(address).protocol !== protocol', ''],
  ]),
  ...of(`${remarks}/quoted.ts`, [
    [
      'a relation that quotes',
      "typeof relation === 'string' && relations.has(relation)",
      "typeof relation === 'string'",
    ],
  ]),
  ...of(`${remarks}/tags.ts`, [
    ['so many mentions', '.slice(0, mostMentions)', ''],
    ['so many emoji', '.slice(0, mostEmoji)', ''],
    ['no key of every object', '.filter(([name]) => !(name in {}))', ''],
    ['an emoji that is used', '.filter(([name]) => texts.some((text) => text.includes(`:${name}:`)))', ''],
  ]),
  ...of(`${remarks}/value.ts`, [
    ['two hundred of a kind', 'value.slice(0, most)', 'value'],
    ['length of an address', 'value.length > longest || Buffer.byteLength(value) > longest', 'false'],
    ['bytes of an address', ' || Buffer.byteLength(value) > longest', ''],
    ['http or https', '!/^https?:\\/\\//i.test(value) || ', ''],
    ['white space in an address', '/[\\s\\\\\\p{Cc}\\p{Cs}]/u.test(value) || ', ''],
    ['a name before the host', "username === '' && password === '' && ", ''],
    ['a medium by https', "new URL(address).protocol === 'https:'", 'true'],
  ]),
  ...of(`${remarks}/visibility.ts`, [
    [
      'everybody',
      "if (first.some((name) => everybody.has(name))) return 'public';",
      "if (first.length > 0) return 'public';",
    ],
    [
      'whoever is named in cc',
      "if (second.some((name) => everybody.has(name))) return 'unlisted';",
      "if (second.length > 0) return 'unlisted';",
    ],
    ['followers of the author', 'origin === new URL(author).origin && pathname', 'pathname'],
  ]),
  ...of(`${remarks}/words.ts`, [
    [
      'length of plain text',
      'content.slice(0, mostLetters)',
      'content',
      'the sanitiser cuts what becomes of it at 64 KiB: this one only saves work',
    ],
    ['a part that cannot be cleaned', 'if (whole.length < parts.length) return', 'if (false as boolean) return'],
    ['choices are text', '`<li>${escapeHtml(name)}</li>`', '`<li>${name}</li>`', 'the sanitiser reads it all the same'],
    ['twenty choices', '.slice(0, mostChoices)', ''],
    [
      'each part by itself',
      '.map((markup) => clean(markup))',
      ".map((markup, index, all) => clean(index === 0 ? all.join('') : ''))",
    ],
    ['plain text is no markup', 'isHtml ? content', 'true ? content'],
    [
      'a title cut',
      'textOf(name).trim() || firstText(nameMap), longestTitle',
      'textOf(name).trim() || firstText(nameMap), 100_000',
    ],
    ['a warning cut', 'clean(summary)?.text ?? summary, longestWarning', 'clean(summary)?.text ?? summary, 100_000'],
  ]),
];
