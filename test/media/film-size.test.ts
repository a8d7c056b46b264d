import { describe, expect, it } from 'vitest';
import { filmSize } from '../../src/media/film-size.ts';

function box(name: string, ...data: Buffer[]): Buffer {
  const body = Buffer.concat(data);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(name, 4, 'latin1');
  return Buffer.concat([head, body]);
}

/** A track's header (ISO/IEC 14496-12, 8.3.2); `turned`: by a quarter, as a telephone that is held upright films. */
function track(width: number, height: number, turned = false): Buffer {
  const header = Buffer.alloc(84);
  const [a, b, c, d] = turned ? [0, 0x10000, -0x10000, 0] : [0x10000, 0, 0, 0x10000];
  for (const [at, value] of [
    [40, a],
    [44, b],
    [52, c],
    [56, d],
  ] as const)
    header.writeInt32BE(value, at);
  header.writeUInt32BE(width * 65536, 76);
  header.writeUInt32BE(height * 65536, 80);
  return box('trak', box('tkhd', header), box('mdia'));
}

const film = (...tracks: Buffer[]) =>
  Buffer.concat([
    box('ftyp', Buffer.from('isom')),
    box('mdat', Buffer.alloc(50)),
    box('moov', box('mvhd', Buffer.alloc(100)), ...tracks),
  ]);

/** An element of EBML with its length in one byte, or unknown. */
function element(id: string, data: Buffer, isOpen = false): Buffer {
  return Buffer.concat([Buffer.from(id, 'hex'), Buffer.from([isOpen ? 0xff : 0x80 | data.length]), data]);
}

const sized = element(
  'e0',
  Buffer.concat([element('b0', Buffer.from([0x07, 0x80])), element('ba', Buffer.from([0x04, 0x38]))]),
);
const webm = (isOpen: boolean) =>
  Buffer.concat([
    element('1a45dfa3', Buffer.from('webm')),
    element(
      '18538067',
      Buffer.concat([
        element('ec', Buffer.alloc(9)),
        element('1654ae6b', Buffer.concat([element('ae', element('83', Buffer.from([2]))), element('ae', sized)])),
      ]),
      isOpen,
    ),
  ]);

describe('the size of a film', () => {
  it('is read in MP4 and QuickTime, of the first track that has one', () => {
    expect(filmSize(film(track(0, 0), track(1920, 1080)), 'video/mp4')).toEqual({ width: 1920, height: 1080 });
    expect(filmSize(film(track(640, 480)), 'video/quicktime')).toEqual({ width: 640, height: 480 });
  });

  it('is that of a film that a telephone has turned', () => {
    expect(filmSize(film(track(1920, 1080, true)), 'video/mp4')).toEqual({ width: 1080, height: 1920 });
  });

  it.each([true, false])('is read in WebM, its length unknown: %s', (isOpen) => {
    expect(filmSize(webm(isOpen), 'video/webm')).toEqual({ width: 1920, height: 1080 });
  });

  it('is not known where nothing says it, wherever the file is cut and whatever its lengths are', () => {
    for (const [bytes, type] of [
      [film(track(1920, 1080)), 'video/mp4'],
      [webm(false), 'video/webm'],
    ] as const) {
      expect(filmSize(bytes, 'video/ogg')).toBeNull();
      for (let end = 0; end < bytes.length; end += 1) filmSize(bytes.subarray(0, end), type);
      for (let at = 0; at < bytes.length; at += 1) {
        const torn = Buffer.from(bytes);
        torn[at] = 0xff;
        filmSize(torn, type);
        torn[at] = 0;
        filmSize(torn, type);
      }
    }
    expect(filmSize(film(), 'video/mp4')).toBeNull();
    expect(filmSize(film(track(0, 0)), 'video/mp4')).toBeNull();
    expect(filmSize(box('moov', box('trak', box('tkhd', Buffer.alloc(3)))), 'video/mp4')).toBeNull();
  });
});
