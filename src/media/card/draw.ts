import sharp from 'sharp';
import { escapeHtml } from '../../html.ts';
import { turns } from '../turns.ts';
import { type Font, fontFor } from './font.ts';

/** What a card says. */
export interface CardText {
  title: string;
  /** The blog's name. */
  site: string;
  /** Author and date, as they are shown. */
  line: string;
  /** Whether the post is written from right to left. */
  isRightToLeft: boolean;
}

/** Of every card, in pixels: what Mastodon and others show whole. */
export const cardSize = { width: 1200, height: 630 } as const;

/** The light scheme of the theme, whatever the reader's own is: a card stands on other people's pages. */
const colors = { background: '#fdfcfa', text: '#1f2023', muted: '#5c5f66', accent: '#b3402a' };
const margin = 80;
const room = { width: cardSize.width - 2 * margin, height: 350 };
/** Of the letters of a title: the first that makes it fit. */
const sizes = [76, 64, 54, 46, 38, 32];
/** In letters. */
const longest = 240;

/** One at a time: a card takes a tenth of a second, and nobody waits for it but programs. */
const inTurn = turns(1);

/** A text as a card can say it: without emoji, which its fonts lack, and controls; cut where it is too long. */
export function plainCard({ title, site, line, isRightToLeft }: CardText): CardText {
  return { title: plain(title), site: plain(site), line: plain(line), isRightToLeft };
}

const emoji =
  /(?![©®™])(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}|[\u{1f1e6}-\u{1f1ff}\u{1f3fb}-\u{1f3ff}])/gu;
const signs = /[\u200b-\u200d\u2060\u202a-\u202e\u2066-\u2069]|[\ufe0e\ufe0f]|\u20e3|\p{Cc}/gu;

function plain(text: string): string {
  const clean = text.replace(/\s+/g, ' ').replace(emoji, '').replace(signs, '').replace(/ +/g, ' ').trim();
  // Pango draws nothing of what has no ink, and calls that a failure.
  if (!/[^\s\p{Default_Ignorable_Code_Point}\u2800]/u.test(clean)) return '';
  const letters = [...clean];
  return letters.length > longest
    ? `${letters
        .slice(0, longest - 1)
        .join('')
        .trimEnd()}…`
    : clean;
}

/** Whether our fonts have every letter of a card; one with boxes in it is worse than none. */
export function canDraw({ title, site, line }: CardText): boolean {
  return title !== '' && [title, site, line].every((text) => fontFor(text) !== null);
}

/** A card as PNG. Only for what `canDraw` says yes to. */
export function drawCard(card: CardText): Promise<Buffer> {
  return inTurn(async () => {
    const { isRightToLeft } = card;
    const title = await drawTitle(card.title, isRightToLeft);
    const site = await drawText(card.site, { size: 34, color: colors.text, isRightToLeft, most: 50 });
    const line = await drawText(card.line, { size: 28, color: colors.muted, isRightToLeft, most: 44 });
    const place = ({ width }: Drawn): number => (card.isRightToLeft ? cardSize.width - margin - width : margin);
    const below = cardSize.height - margin;
    const parts = [
      { drawn: title, top: margin + 24 },
      { drawn: site, top: below - (line ? 58 : 16) - (site?.height ?? 0) },
      { drawn: line, top: below - (line?.height ?? 0) },
    ];
    const bar = { create: { width: 120, height: 10, channels: 3 as const, background: colors.accent } };
    return sharp({ create: { ...cardSize, channels: 3, background: colors.background } })
      .composite([
        { input: bar, left: card.isRightToLeft ? cardSize.width - margin - 120 : margin, top: margin - 20 },
        ...parts.flatMap(({ drawn, top }) =>
          drawn ? [{ input: drawn.bytes, left: place(drawn), top: Math.max(0, Math.round(top)) }] : [],
        ),
      ])
      .png({ compressionLevel: 9, palette: true, colours: 64 })
      .toBuffer();
  });
}

interface Drawn {
  bytes: Buffer;
  width: number;
  height: number;
}

async function drawTitle(title: string, isRightToLeft: boolean): Promise<Drawn | null> {
  let drawn: Drawn | null = null;
  for (const size of sizes) {
    drawn = await drawText(title, { size, color: colors.text, isRightToLeft, most: Number.MAX_SAFE_INTEGER });
    if (drawn && drawn.height <= room.height && drawn.width <= room.width) return drawn;
  }
  if (!drawn) return null;
  const bytes = await sharp(drawn.bytes)
    .resize({ ...room, fit: 'inside' })
    .png()
    .toBuffer({ resolveWithObject: true });
  return { bytes: bytes.data, width: bytes.info.width, height: bytes.info.height };
}

/** `most`: how high it may be; what is higher is made smaller. */
async function drawText(
  text: string,
  { size, color, isRightToLeft, most }: { size: number; color: string; isRightToLeft: boolean; most: number },
): Promise<Drawn | null> {
  const font: Font | null = fontFor(text);
  if (text === '' || !font) return null;
  // Whatever letter it begins with, its lines begin where those of the post do: that is what Pango means by `left`.
  const mark = isRightToLeft ? '\u200f' : '\u200e';
  const { data, info } = await sharp({
    text: {
      text: `<span foreground="${color}">${mark}${escapeHtml(text)}</span>`,
      font: `${font.family} ${size}`,
      fontfile: font.file,
      width: room.width,
      dpi: 72,
      rgba: true,
      wrap: 'word-char',
      align: 'left',
      spacing: Math.round(size * 0.2),
    },
  })
    .png()
    .toBuffer({ resolveWithObject: true });
  if (info.height <= most && info.width <= room.width) return { bytes: data, width: info.width, height: info.height };
  if (most === Number.MAX_SAFE_INTEGER) return { bytes: data, width: info.width, height: info.height };
  const small = await sharp(data)
    .resize({ width: room.width, height: most, fit: 'inside' })
    .png()
    .toBuffer({ resolveWithObject: true });
  return { bytes: small.data, width: small.info.width, height: small.info.height };
}
