// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pieces of code, as they stand in their files.
import { type Mutation, of } from '../mutation.ts';

const web = 'src/web';

/** What HTTP says and lets in, beside the inboxes. */
export const webChecks: Mutation[] = [
  ...of(`${web}/headers.ts`, [
    ['default-src', "default-src 'none'; style-src 'self'", "style-src 'self'"],
    ['img-src', "img-src 'self'; media-src", 'media-src'],
    ['form-action', "form-action 'self'; ", ''],
    ['base-uri', "base-uri 'none'; ", ''],
    ['frame-ancestors', "; frame-ancestors 'none'", ''],
    ['nosniff', "'x-content-type-options': 'nosniff',", ''],
    ['referrer-policy', "'referrer-policy': 'strict-origin-when-cross-origin',", ''],
    ['cross-origin-opener-policy', "'cross-origin-opener-policy': 'same-origin',", ''],
    ['permissions-policy', "'permissions-policy': 'browsing-topics=(), camera=(), geolocation=(), microphone=()',", ''],
    ['strict-transport-security', "{ 'strict-transport-security': 'max-age=31536000' }", '{}'],
    ['a drawing in a sandbox', "${shown || 'sandbox'}", "${shown || ''}"],
    ['no script in a file', "default-src 'none'; style-src 'unsafe-inline'", "style-src 'unsafe-inline'"],
  ]),
  ...of(`${web}/server.ts`, [
    ['headers on every answer', 'reply.headers(security);\n', ''],
    [
      'nothing of an error is shown',
      'return notice(request, reply, 500);',
      'return reply.code(500).send(error.message);',
    ],
    ['bodies that nobody reads', "request.method !== 'POST' && hasBody(request)", 'false'],
    [
      'other methods',
      "const isReading = request.method === 'GET' || request.method === 'HEAD';",
      'const isReading = true;',
    ],
  ]),
  ...of(`${web}/forms.ts`, [
    ['a form', 'isForm ? await readBody', 'true ? await readBody'],
    ['the end of a refused connection', 'reply.raw.shouldKeepAlive = false;', ''],
  ]),
  ...of(`${web}/report.ts`, [
    ['from our own page', "if (!isOwnForm(request, site)) return page('foreign');", ''],
    ['from our own page, as browsers say', "return from === 'same-origin';", "return from !== 'cross-site';"],
    ['from our own page, by its origin', 'return headers.origin === new URL(origin).origin;', 'return true;'],
    ['three a minute', "if (buckets.take(blockOf(request.ip), now()) > 0) return page('often');", ''],
    ['one comment', 'all.length === 1 ?', 'all.length > 0 ?'],
    ['its own number', '!/^[1-9]\\d{0,8}$/.test(written)', 'false'],
    ['something to say', "if (why === '') return page('empty');", ''],
    ['so much', 'cut(\n    text\n', 'String(\n    text\n'],
    [
      'what is behind a warning',
      'remark.warning === null ? cut(text, mostShown) : remark.warning',
      'cut(text, mostShown)',
    ],
    ['in no index', "'x-robots-tag': 'noindex',", ''],
  ]),
  ...of(`${web}/interact.ts`, [
    ['from a reader', 'if (!isFromReader(request, site)) return page', 'if (false as boolean) return page'],
    ['from a reader, as browsers say', "return from === 'same-origin' || from === 'none';", 'return true;'],
    ['from a reader, by its origin', ' || headers.origin === new URL(origin).origin;', ' || true;'],
    ['no referrer', "'referrer-policy': 'no-referrer',", ''],
    ['in no index', "'x-robots-tag': 'noindex',", ''],
    ['one thing', 'uri === undefined || others.length > 0', 'uri === undefined'],
    ['so much is shown again', 'handle.slice(0, mostShown)', 'handle'],
    [
      'a deed that is offered',
      "const deed = deeds.find((one) => one === form.get('deed'));",
      "const deed = (form.get('deed') ?? undefined) as (typeof deeds)[number] | undefined;",
    ],
  ]),
  ...of(`${web}/held-feed.ts`, [
    ['a secret', 'token === null || !(await held.key.opens(token))', 'token === null'],
    ['in no cache', "'private, no-store'", "'public, max-age=900'"],
    ['in no index', "      .header('x-robots-tag', 'noindex')\n", ''],
    ['no referrer', "      .header('referrer-policy', 'no-referrer')\n", ''],
    ['fifty', 'held.read(most)', 'held.read(10_000)'],
  ]),
  ...of('src/conversation/desk/feed-key.ts', [
    ['this token', 'kept !== null && isSame', 'kept !== null'],
    ['a token that was made', 'kept !== null && isSame', 'isSame', 'without one it is compared with a random one'],
    ['made of a secret', "createHmac('sha256', secret)", "createHmac('sha256', 'secret')"],
    ['another one', 'set: { value, changed: now }', 'set: { changed: now }'],
  ]),
  ...of(`${web}/file-routes.ts`, [
    [
      'a hash',
      'if (!/^[0-9a-f]{32}$/.test(hash)) return notFound(reply);',
      '',
      'what is looked up by it is found by exactly that text',
    ],
    ['its own name', 'if (!medium || (medium.name !== name && !size))', 'if (!medium)'],
    ['what a browser may show', "...(shown.test(type) ? {} : { 'content-disposition': 'attachment' }),", ''],
    ['what a file may do', "'content-security-policy': fileSecurityPolicy(type),", ''],
    ['faces in no shared cache', "'private, max-age=604800, immutable'", "'public, max-age=604800, immutable'"],
    ['faces on our own pages', "reply.header('cross-origin-resource-policy', 'same-origin')", 'reply'],
  ]),
  ...of(`${web}/public-files.ts`, [
    ['no link out of the folder', 'if (!real.startsWith(root + sep)) return null;', ''],
    ['no dotfiles', "part.startsWith('.') && part !== '.well-known'", 'false'],
    ['.well-known', " && part !== '.well-known'", ''],
    ['no file for WebFinger', "if (address.toLowerCase().startsWith('/.well-known/webfinger')) return true;", ''],
    ['so many', 'if (files.size >= limit) break;', ''],
    ['a file', 'if (!found.isFile()) return null;', '', 'what is sent is judged once more when it is opened for that'],
    ['what a file may do', "headers: { 'content-security-policy': fileSecurityPolicy(type) },", 'headers: {},'],
  ]),
  ...of(`${web}/send-file.ts`, [
    [
      'no link',
      'constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK',
      'constants.O_RDONLY | constants.O_NONBLOCK',
    ],
    ['what it was', '(stamp === null || stampOf(found) === stamp)', 'true'],
    ['as long as it was', 'found.size === size && ', ''],
    ['cut short', 'if (bytes.bytesRead < end - start + 1) reply.raw.destroy();', ''],
  ]),
  ...of(`${web}/range.ts`, [
    ['beyond the end', "if (start >= size) return 'unsatisfiable';", ''],
    ['backwards', "if (to !== '' && Number(to) < start) return null;", ''],
    ['no more than there is', 'Math.min(Number(to), size - 1)', 'Number(to)'],
  ]),
  ...of(`${web}/refuse.ts`, [
    ['a proxy’s form', "if (url.startsWith('/')) return url;\n", 'if (url) return url;\n'],
    ['the end of the connection', "connection: 'close',", ''],
    ['in no cache', "'cache-control': 'no-store',", ''],
  ]),
  ...of(`${web}/fediverse.ts`, [
    ['the base is text', "text.replace(/[.*+?^${}()|[\\]\\\\]/g, '\\\\$&')", 'text'],
    ['bodies that nobody reads', 'if (own.test(path) && hasBody(request)) reply.raw.shouldKeepAlive = false;', ''],
  ]),
  ...of(`${web}/page-routes.ts`, [
    ['one spelling of a page’s number', '/^[1-9]\\d{0,5}$/.test(page) ? Number(page) : 0', 'Number(page)'],
    ['one spelling of a reply’s number', '/^[1-9]\\d{0,8}$/.test(text) ? Number(text) : 0', 'Number(text)'],
    [
      'memory by what an address means',
      'return `${address} ${slug} ${user} ${year} ${page}`;',
      'return `${address} ${slug} ${user} ${year}`;',
    ],
    ['the first page has one address', 'page > 1 ? render()', 'page > 0 ? render()'],
  ]),
  ...of(`${web}/bodies.ts`, [
    ['so much is remembered', 'if (size <= limit) break;', 'break;'],
    ['as long as it is true', 'if (entry.body.until !== null && entry.body.until <= now()) return null;', ''],
    ['until something changes', 'if (!entry || entry.change !== change()) return null;', 'if (!entry) return null;'],
    [
      'nothing that is not there',
      'if (!body) {\n      forget(key);\n      return null;\n    }',
      'if (!body) return null;',
      'what was there once is older than the change that took it away',
    ],
  ]),
  ...of(`${web}/thread-pages.ts`, [
    ['a hundred on a page', 'last.length >= mostRemarks || ', ''],
    ['so much on a page', ' || written + size > mostText', ''],
  ]),
  ...of(`${web}/replies.ts`, [
    ['beyond the last page', 'if (page > pages.length) return null;', ''],
    ['closed', "return (post.comments ?? comments.rule) !== 'closed';", 'return true;'],
  ]),
  ...of(`${web}/security-text.ts`, [
    ['no contact', 'if (email === null) return null;', "if (email === null) return { text: '', until: now };"],
  ]),
  ...of(`${web}/limits.ts`, [
    ['a mebibyte for an inbox', 'inbox: { size: mebibyte,', 'inbox: { size: 2 * mebibyte,'],
    ['24 KiB for a form', 'form: { size: 24 * kibibyte,', 'form: { size: 240 * kibibyte,'],
    ['a header in time', 'headers: 15 * second,', 'headers: 1500 * second,'],
    ['a request in time', 'request: 30 * second,', 'request: 3000 * second,'],
  ]),
  ...of(`${web}/connections.ts`, [
    ['connections of one block', 'if (open >= connectionsPerBlock) {', 'if (false as boolean) {'],
    ['connections', 'server.maxConnections = connections;', ''],
    ['a proxy', 'if (isProxy(remoteAddress)) return;', ''],
    ['whoever leaves makes room', 'if (left > 0) held.set(block, left);\n      else held.delete(block);', ''],
  ]),
  ...of(`${web}/requests.ts`, [
    ['requests on one connection', 'if (waiting > pipelined) return false;', ''],
    ['who takes an answer too slowly', 'gone - before < leastMoved) socket.destroy();', 'false) socket.destroy();'],
  ]),
  ...of(`${web}/room.ts`, [
    ['memory for all', 'sum + bytes > all || ', ''],
    ['memory for one block', ' || (held.get(block) ?? 0) + bytes > perBlock', ''],
    ['given back', 'add(block, -taken);', ''],
  ]),
  ...of(`${web}/listener.ts`, [
    ['length of a target', 'if (url.length > target) return 414;', ''],
    ['lines of a header', 'if (rawHeaders.length > headerLines * 2) return 431;', ''],
    ['a Host', "(headers.host === undefined && httpVersion === '1.1')", 'false'],
    ['silence', 'server.setTimeout(limits.silence);', ''],
    ['so many wait for the start', ' && early.length < limits.early)', ')'],
  ]),
];
