// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pieces of code, as they stand in their files.
import { type Mutation, of } from '../mutation.ts';

const clean = 'src/conversation/clean';

/** What strangers and the author's own markup go through before a reader sees it; and how text is escaped. */
export const sanitiserChecks: Mutation[] = [
  ...of('src/conversation/clean.ts', [
    ['what cannot be read is not shown', 'return null;', 'return { html: markup, text: markup };'],
    ['markup is cut first', 'sanitiser(cutMarkup(markup))', 'sanitiser(markup)'],
    [
      'quotes told twice',
      'withoutFallback(tokensOf(sanitiser(cutMarkup(markup))))',
      'tokensOf(sanitiser(cutMarkup(markup)))',
    ],
    ['room for what is written', 'createRoom(mostBytes)', 'createRoom(Number.POSITIVE_INFINITY)'],
  ]),
  ...of(`${clean}/sanitise.ts`, [
    [
      'elements',
      'allowedTags: [...roles.keys()],',
      'allowedTags: false,',
      'the second reading knows the same elements alone',
    ],
    ['attributes', 'allowedAttributes: { ...attributes },', 'allowedAttributes: false,'],
    [
      'schemes',
      "allowedSchemes: ['http', 'https', 'mailto'],",
      "allowedSchemes: ['http', 'https', 'mailto', 'javascript', 'data'],",
      'link.ts parses each address once more',
    ],
    ['words of silent elements', 'nonTextTags: [...silent],', "nonTextTags: ['script'],"],
    ['depth', 'nestingLimit: 100,', '', 'what is deeper is flattened by the second reading: this one halves the work'],
  ]),
  ...of(`${clean}/allow-list.ts`, [
    [
      'no pictures',
      "...named('item', 'li'),",
      "...named('item', 'li'), ...named('inline', 'img'),",
      'what holds no text is never written',
    ],
    ['no forms', "...named('break', 'br'),", "...named('break', 'br'), ...named('inline', 'input textarea button'),"],
    [
      'no scripts',
      "...['script', 'style', 'template', 'title', 'svg', 'math'],",
      "...['template', 'title', 'svg', 'math'],",
    ],
    ['words of styles', "'style', 'template'", "'template'"],
    ['words of drawings', "'svg', 'math']", "'math']"],
    [
      'words of what is embedded',
      "...['iframe', 'frameset', 'noembed', 'noframes', 'object', 'applet', 'audio', 'video', 'canvas'],",
      '',
    ],
    ['words of forms', "...['textarea', 'select', 'option', 'button', 'datalist', 'xmp', 'plaintext'],", ''],
    [
      'no style',
      "p: ['class'],",
      "p: ['class', 'style'],",
      'only `href`, `class` and the numbers of lists are ever written',
    ],
    [
      'classes that are ours',
      "['a', new Set(['mention', 'hashtag'])]",
      "['a', new Set(['mention', 'hashtag', 'u-url'])]",
    ],
    [
      'classes of a span',
      "new Set(['invisible', 'ellipsis', 'h-card', 'mention', 'hashtag'])",
      "new Set(['invisible', 'ellipsis', 'h-card', 'mention', 'hashtag', 'hidden'])",
    ],
    ['nofollow', "'nofollow ugc noopener noreferrer'", "'ugc noopener noreferrer'"],
    ['ugc', "'nofollow ugc noopener noreferrer'", "'nofollow noopener noreferrer'"],
    ['noopener', "'nofollow ugc noopener noreferrer'", "'nofollow ugc noreferrer'"],
    ['noreferrer', "'nofollow ugc noopener noreferrer'", "'nofollow ugc noopener'"],
  ]),
  ...of(`${clean}/cut.ts`, [
    ['64 KiB', 'export const mostBytes = 64 * 1024;', 'export const mostBytes = 640 * 1024;'],
    [
      'half a surrogate',
      'text.slice(0, most).toWellFormed()',
      'text.slice(0, most)',
      'letters.ts makes all text well-formed, and addresses are parsed: this one is a deeper defence',
    ],
    ['half an entity', "cut.replace(/(?:&#?[a-z0-9]{0,31}|<\\/?)$/i, '')", 'cut'],
  ]),
  ...of(`${clean}/ending.ts`, [['what ends a text', 'at > 0 && characters.includes', 'at > 1 && characters.includes']]),
  ...of(`${clean}/fallback.ts`, [['a quote in words', 'depth > 0 || isFallback(token.attributes)', 'depth > 0']]),
  ...of(`${clean}/letters.ts`, [
    ['controls', '\\0-\\x08\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f', '\\x7f-\\x84\\x86-\\x9f'],
    ['direction of the text around', '\\u202a-\\u202e\\u2066-\\u2069', ''],
    ['deprecated formatting', '\\u206a-\\u206f', ''],
    ['no characters', '\\p{Noncharacter_Code_Point}', ''],
    ['half a surrogate', 'text.toWellFormed().replace', 'text.replace'],
    ['attached characters in a row', 'if (count <= mostAttached) kept += letter;', 'kept += letter;'],
    ['something to see', 'return seen.test(text);', "return text !== '';"],
  ]),
  ...of(`${clean}/link.ts`, [
    ['schemes', '!schemes.test(text) || ', ''],
    ['a name before the host', "username !== '' || password !== '' || ", ''],
    ['a name before the host, without a password', "username !== '' || password", 'password'],
    ['length of what is written', ' || href.length > longest', ''],
    [
      'one address of mail',
      '/^[^\\s@]+@[^\\s@]+$/.test(pathname) ? `mailto:${pathname}` : null',
      '`mailto:${pathname}`',
    ],
    ['no text of a mail', '`mailto:${pathname}`', 'href'],
  ]),
  ...of(`${clean}/marks.ts`, [
    [
      'a link that leads nowhere',
      'if (address === null) return null;',
      "if (address === null) { kept.set('href', attributes.get('href') ?? ''); return { tag, attributes: kept }; }",
    ],
    ['only classes that are known', '.filter((name) => known?.has(name))', '.filter((name) => name)'],
    [
      'a link in a link',
      "const alone: readonly (readonly string[])[] = [['a'], ['rt', 'rp']];",
      "const alone: readonly (readonly string[])[] = [['rt', 'rp']];",
    ],
    ['a reading in a reading', "[['a'], ['rt', 'rp']]", "[['a']]"],
    ['so many marks', 'others.length >= most || ', ''],
    ['a reading outside of ruby', " || (isReading && !others.some(({ tag }) => tag === 'ruby'))", ''],
    ['the same mark twice', '!mark || marks.some((other) => isSame(other, mark))', '!mark'],
  ]),
  ...of(`${clean}/room.ts`, [
    ['room for text', 'if (spend(Buffer.byteLength(escapeHtml(text)))) return text;', 'return text;'],
    ['room for marks', "if (!spend(marks.reduce((sum, mark) => sum + sizeOf(mark), 0))) return '';", ''],
    ['room for tags', 'take: (tag, attributes = new Map()) => spend(tagSize(tag, attributes)),', 'take: () => true,'],
    ['text is measured as it is written', 'left -= Buffer.byteLength(escapeHtml(letter));', 'left -= 1;'],
    [
      'once full, always full',
      'full ||= size > left;',
      'full = size > left;',
      'shape.ts reads no further once something did not fit: the two are one another’s deeper defence',
    ],
  ]),
  ...of(`${clean}/shape.ts`, [
    [
      'an element that is not on the list',
      "if (!role) throw new SyntaxError('An element that is not on the list.');",
      'if (!role) continue;',
      'the first reading leaves none through, and these two are what the other is for',
    ],
    ['what is deeper', '(!isItem && place.depth >= deepest) || ', ''],
    ['nothing but items in a list', 'if (!isList(container)) return container;', 'return container;'],
    ['an item outside of a list', "role === 'item' && isList(here.container)", "role === 'item'"],
    ['numbers of lists', '/^-?\\d{1,5}$/.test(value)', "value !== ''"],
    ['what does not fit', 'if (room.full) break;', '', 'each piece is measured again: this one only saves work'],
  ]),
  ...of(`${clean}/shortened.ts`, [
    ['hidden words', 'if (!runs.some(({ marks }) => marks.some(hides))) return [...runs];', 'return [...runs];'],
    ['hidden in a link to itself alone', "isAddress(texts.get(link) ?? '', link.attributes.get('href'))", 'true'],
    ['hidden within the link', 'isOwn && index > at', 'isOwn'],
  ]),
  ...of(`${clean}/tame.ts`, [
    ['lines that break', '!isFlood) tamed', 'true) tamed'],
    ['attached characters', 'sieve(plainLetters(text))', 'plainLetters(text)'],
    ['letters that no words need', 'sieve(plainLetters(text))', 'sieve(text)'],
    ['white space in a row', "text.replace(blank, ' ')", 'text'],
    ['empty lines of code', ".replace(/\\n{4,}/g, '\\n\\n\\n')", ''],
    ['nothing to see', "isVisible(tamed.map((run) => run.text ?? '').join('')) ? tamed : []", 'tamed'],
  ]),
  ...of(`${clean}/tokens.ts`, [
    [
      'an entity of five',
      "if (name === undefined) throw new SyntaxError('An entity that nobody should have written.');",
      "if (name === undefined) return '&';",
    ],
    [
      'a tag that closes nothing',
      'if (open.pop() !== tag) throw new SyntaxError(`A closing tag that closes nothing, at ${at}.`);',
      'open.pop();',
    ],
    ['a tag left open', "if (open.length > 0) throw new SyntaxError('A tag is left open.');", ''],
    [
      'markup that nobody should have written',
      'if (!found) throw new SyntaxError(`Markup that nobody should have written, at ${at}.`);',
      'if (!found) return;',
    ],
  ]),
  ...of(`${clean}/tree.ts`, [
    ['values of attributes', '"${escapeHtml(value)}"`;', '"${value}"`;'],
    ['rel on every link', "tag === 'a' ? ` rel=\"${rel}\"` : ''", "''"],
  ]),
  ...of(`${clean}/write.ts`, [
    ['text is text', "text === null ? '<br>' : escapeHtml(text)", "text === null ? '<br>' : text"],
    ['hiding', "withoutHiding(tame(runs, tag === 'pre'))", "tame(runs, tag === 'pre')"],
    ['taming', "withoutHiding(tame(runs, tag === 'pre'))", 'withoutHiding(runs)'],
  ]),
  ...of('src/conversation/count-links.ts', [
    ['a link that calls itself a mention', 'isName && hosts.has(hostOf(href))', 'isName'],
    [
      'a mention that says so',
      '/(?:^| )(?:mention|hashtag)(?: |$)/.test(name) && /^[@#]/.test(text.trim())',
      '/(?:^| )(?:mention|hashtag)(?: |$)/.test(name)',
    ],
  ]),
  ...of('src/html.ts', [
    ['&', '/[&<>"\']/.test(text) ? text.replace(/[&<>"\']/g,', '/[<>"\']/.test(text) ? text.replace(/[<>"\']/g,'],
    ['<', "'<': '&lt;'", "'<': '<'"],
    ['>', "'>': '&gt;'", "'>': '>'"],
    ['"', "'\"': '&quot;'", "'\"': '\"'"],
    ["'", "\"'\": '&#39;'", '"\'": "\'"'],
    ['holes are text', 'return escapeHtml(String(hole));', 'return String(hole);'],
  ]),
  ...of('src/feeds/text.ts', [
    ['what XML cannot hold', ".replace(unwritable, '')", ''],
    ['one line', "writable(text).replace(/\\s+/g, ' ')", 'writable(text)'],
  ]),
  ...of('src/feeds/rss.ts', [
    [']]>', ".replaceAll(']]>', ']]&gt;')", ''],
    ['&', "return value.replaceAll('&', '&amp;');", 'return value;'],
    ['values of attributes', '[name, escapeHtml(value)]', '[name, value]'],
    [
      'a description is text',
      'description: escapeHtml(description || heading),',
      'description: description || heading,',
    ],
  ]),
  ...of('src/feeds/item.ts', [
    [
      'content is writable',
      'content: writable(whole(notice, cover, contentOf(post)).toString()),',
      'content: whole(notice, cover, contentOf(post)).toString(),',
    ],
    ['an address of a picture', 'if (!/^https?:\\/\\//i.test(cover.src) || !URL.canParse(cover.src)) return null;', ''],
    ['behind a warning no picture', 'picture: notice === null ? cover : null,', 'picture: cover,'],
  ]),
  ...of('src/feeds/comment-feed.ts', [
    ['content is writable', 'content: writable(contentOf(comment)),', 'content: contentOf(comment),'],
    ['a link of a stranger’s', ' rel="nofollow ugc noopener noreferrer"', ''],
  ]),
  ...of('src/feeds/held-feed.ts', [
    ['content is writable', '${writable(item.content)}', '${item.content}'],
    ['a title is writable', '<title>${line(item.title)}', '<title>${item.title}'],
  ]),
  ...of('src/theme/default/structured-data.ts', [
    ['</script> in JSON-LD', '/[<>&\\u2028\\u2029]/g', '/[&\\u2028\\u2029]/g'],
    ['U+2028 in JSON-LD', '/[<>&\\u2028\\u2029]/g', '/[<>&]/g'],
    ['& in JSON-LD', '/[<>&\\u2028\\u2029]/g', '/[<>\\u2028\\u2029]/g'],
  ]),
  ...of('src/theme/default/speaker.ts', [
    ['a link of a stranger’s', ' rel="nofollow ugc noopener noreferrer"', ''],
    ['a page of the web', 'href === null ? null : webUrl(href)', 'href'],
  ]),
  ...of('src/theme/default/remark.ts', [
    ['the direction of a name', 'html`<bdi>${name}</bdi>`)}</strong>', 'html`${name}`)}</strong>'],
    ['behind a warning', 'if (warning === null && title === null) return inside;', 'return inside;'],
  ]),
  ...of('src/web/emoji.ts', [
    ['forty pictures', 'return left < 0 ? `:${word.name}:` :', 'return false ? `:${word.name}:` :'],
    ['not in code', 'if (inCode > 0) return part;', ''],
    ['not in a tag', "if (part.startsWith('<')) {", "if (part.startsWith('</')) {"],
  ]),
  ...of('src/federation/owners/notice.ts', [
    ['words that lead nowhere', "text.replace(/[@#]|:(?=\\/\\/)|\\bwww(?=\\.)/gi, '$&\\u200b')", 'text'],
    ['length of what is told', 'plainLine(all, longestText)', 'plainLine(all, 100_000)'],
  ]),
  ...of('src/content/markdown/clean.ts', [
    ['pictures of others', "images === 'own' && place?.foreign ? null : place", 'place'],
    ['a held piece in an attribute', "attribs[name] = value.replaceAll('\\uFDD0', '');", ';'],
    ['elements', 'allowedTags: [...list.tags],', 'allowedTags: false,'],
    ['attributes', 'allowedAttributes: attributes,', 'allowedAttributes: false,'],
    ['classes', 'allowedClasses: { ...list.classes },', ''],
  ]),
  ...of('src/content/markdown/address.ts', [
    ['schemes', 'schemes.includes(scheme) ?', 'true ?'],
    ['a backslash', 'if (/^[/\\\\]{2}/.test(url))', "if (url.startsWith('//'))"],
  ]),
  ...of('src/content/markdown/allow-list.ts', [
    ['no scripts on a page', "...['address', 'article',", "...['script', 'address', 'article',"],
    ['no frames on a page', "...['address', 'article',", "...['iframe', 'address', 'article',"],
    ['no styles on a page', "'*': ['id', 'lang', 'dir', 'title'],", "'*': ['id', 'lang', 'dir', 'title', 'style'],"],
    ['no handlers on a page', "details: ['open', 'name'],", "details: ['open', 'name', 'ontoggle'],"],
  ]),
];
