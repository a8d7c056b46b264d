/** A piece of markup that may be put into a page as it is. Only `html` and `trusted` make one. */
export class Html {
  readonly #markup: string;
  constructor(markup: string) {
    this.#markup = markup;
  }
  toString(): string {
    return this.#markup;
  }
}

/** What a hole in a template may hold. Nothing is written for null, undefined, true and false. */
export type Hole = Html | string | number | boolean | null | undefined | readonly Hole[];

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it may stand in HTML and XML, between tags or inside a quoted attribute. */
export function escapeHtml(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (character) => entities[character] ?? '') : text;
}

/**
 * A template of markup: every hole is escaped, unless it is itself `Html`; lists are joined.
 * Attributes must be quoted: `html`<a href="${url}">${title}</a>``.
 */
export function html(parts: TemplateStringsArray, ...holes: Hole[]): Html {
  let markup = parts[0] ?? '';
  for (let index = 0; index < holes.length; index += 1) markup += fill(holes[index]) + (parts[index + 1] ?? '');
  return new Html(markup);
}

function fill(hole: Hole): string {
  if (hole === null || hole === undefined || typeof hole === 'boolean') return '';
  if (hole instanceof Html) return hole.toString();
  if (typeof hole === 'object') return hole.map(fill).join('');
  return escapeHtml(String(hole));
}

/** Markup that was made safe elsewhere (rendered Markdown, sanitised remote HTML). The only way round `html`. */
export function trusted(markup: string): Html {
  return new Html(markup);
}
