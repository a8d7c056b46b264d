import sanitize from 'sanitize-html';
import type { Shown } from './picture.ts';
import { svgAttributes, svgElements } from './svg-allow-list.ts';

const longest = 5 * 1024 * 1024;
// What would run, or would fetch from elsewhere. A drawing that still has any of it after cleaning is refused.
const harmful =
  /<\s*(?:script|foreignobject|iframe|object|embed|audio|video|a|set|animate)\b|\son[a-z]+\s*=|(?:javascript|vbscript)\s*:|<!|<\?/i;
// Letters written as escapes could spell anything.
const harmfulCss = /[<&\\]|@import|@font-face|expression|url\(\s*["']?(?!#|data:image\/(?:png|jpeg|gif|webp);)/i;

/**
 * An SVG drawing with what draws and nothing else: no scripts, events, links, foreign objects, or anything from
 * elsewhere; editors' own data and comments go too.
 */
export function cleanSvg(bytes: Buffer): Shown | { problem: string } {
  const text = decode(bytes);
  if (text === null) return { problem: 'The drawing is not in UTF-8. Save it as plain SVG.' };
  if (text.length > longest) return { problem: 'The drawing is larger than 5 MB. Save it as PNG.' };

  const drawn = sanitize(withoutDoctype(text), {
    parser: { xmlMode: true, decodeEntities: true, lowerCaseTags: false, lowerCaseAttributeNames: false },
    allowedTags: svgElements,
    // The words of what is taken away go with it, but not the drawing within.
    disallowedTagsMode: 'completelyDiscard',
    allowedAttributes: { '*': svgAttributes },
    allowedSchemesAppliedToAttributes: [],
    allowVulnerableTags: true,
    parseStyleAttributes: false,
    nonTextTags: ['script', 'textarea', 'option', 'xmp', 'metadata', 'foreignObject', 'a'],
    selfClosing: [],
    transformTags: { '*': (tagName, attribs) => ({ tagName, attribs: harmlessOf(attribs) }) },
    exclusiveFilter: ({ tag, text: css }) => tag === 'style' && harmfulCss.test(css),
  }).trim();

  if (!/^<svg[\s>]/.test(drawn) || !drawn.endsWith('</svg>') || harmful.test(drawn))
    return { problem: 'The drawing holds what cannot be shown safely. Save it as plain SVG or as PNG.' };
  const whole = drawn.includes('xmlns="http://www.w3.org/2000/svg"')
    ? drawn
    : drawn.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"');
  return { bytes: Buffer.from(whole), ...sizeOf(whole), tint: null };
}

/** The text without the type of its document, in which entities may be declared: it stands once, before the drawing. */
function withoutDoctype(text: string): string {
  const start = text.search(/<!DOCTYPE/i);
  if (start < 0) return text;
  const [bracket, simple] = [text.indexOf('[', start), text.indexOf('>', start)];
  const from = bracket >= 0 && bracket < simple ? text.indexOf(']', bracket) : start;
  const end = from < 0 ? -1 : text.indexOf('>', from);
  return end < 0 ? text : text.slice(0, start) + text.slice(end + 1);
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function harmlessOf(attributes: sanitize.Attributes): sanitize.Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name, value]) => isHarmless(name, value)));
}

function isHarmless(name: string, value: string): boolean {
  if (name === 'href' || name === 'xlink:href') {
    return (
      /^#[^\s]*$/.test(value.trim()) || /^data:image\/(?:png|jpeg|gif|webp);base64,[a-z0-9+/=\s]*$/i.test(value.trim())
    );
  }
  return name.startsWith('xmlns') || !harmfulCss.test(value);
}

/** From width and height in pixels, else from the viewBox; null when neither says it. */
function sizeOf(svg: string): { width: number | null; height: number | null } {
  const root = /^<svg[^>]*>/.exec(svg)?.[0] ?? '';
  const length = (name: string) =>
    Number(new RegExp(`\\s${name}="\\s*([\\d.]+)(?:px)?\\s*"`).exec(root)?.[1] ?? Number.NaN);
  const box =
    /\sviewBox="([^"]*)"/
      .exec(root)?.[1]
      ?.trim()
      .split(/[\s,]+/)
      .map(Number) ?? [];
  const width = Math.round(length('width') || (box[2] ?? 0));
  const height = Math.round(length('height') || (box[3] ?? 0));
  return width > 0 && height > 0 ? { width, height } : { width: null, height: null };
}
