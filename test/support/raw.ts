import { connect, type Socket } from 'node:net';

/** A connection to a server of this machine, on which anything may be said. */
export interface Raw {
  socket: Socket;
  /** All that was answered so far, a letter for each byte. */
  heard(): string;
  /** Resolves when something was answered that fits; fails when the connection ends before. */
  hears(pattern: RegExp): Promise<string>;
  /** Resolves when the connection has ended, with all that was answered. */
  ended: Promise<string>;
}

/** Connects, and says something. */
export function talk(url: string, bytes: string | Buffer = ''): Raw {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let heard = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    heard += text;
  });
  // A server that refuses may close while we still send.
  socket.on('error', () => undefined);
  const ended = new Promise<string>((resolve) => socket.on('close', () => resolve(heard)));
  if (bytes.length > 0) socket.write(bytes);
  return {
    socket,
    heard: () => heard,
    ended,
    hears: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (pattern.test(heard)) resolve(heard);
        };
        look();
        socket.on('data', look);
        socket.on('close', () => reject(new Error(`It ended, and said: ${heard}`)));
      }),
  };
}

/** Says something again and again, until the connection ends. @returns what was answered, and how many bytes went out. */
export async function sayOn(
  { socket, ended }: Raw,
  piece: string | Buffer,
  pause = 0,
): Promise<{ heard: string; sent: number }> {
  const timer = setInterval(() => socket.writable && socket.write(piece), pause);
  const heard = await ended;
  clearInterval(timer);
  return { heard, sent: socket.bytesWritten };
}
