import { z } from 'zod';
import { parseWebAddress } from './contact.ts';
import { parseDuration } from './duration.ts';
import { parseFilePath, parseSitePath } from './path.ts';
import { isWrong, type Parsed } from './wrong.ts';

/** What editors and problems say about a key: what it means, and one way to write it. */
interface About {
  description: string;
  examples: unknown[];
}

/** Text as it is. */
export const text = (about: About) => z.string().meta({ ...about });

/** Text that one of our own readers reads. Its `mend` travels in the issue's parameters, since zod has room for one sentence only. */
export function read<Value>(parse: (text: string) => Parsed<Value>, about: About) {
  return text(about).transform((written, context): Value => {
    const parsed = parse(written);
    if (!isWrong(parsed)) return parsed.value;
    context.addIssue({ code: 'custom', message: parsed.what, params: { mend: parsed.mend } });
    return z.NEVER;
  });
}

/** Paths at which a feed is served as well. */
export const oneOrMore = (kind: string, example: string) => {
  const path = read(parseSitePath, { description: `A further address of the ${kind} feed.`, examples: [example] });
  return z
    .union([path, z.array(path)])
    .meta({ description: `Further addresses of the ${kind} feed, beside the usual ones.`, examples: [[example]] });
};

/** A file in the blog's folder. */
export const fileOf = (description: string, example: string) =>
  read(parseFilePath, { description, examples: [example] });

/** A length of time. */
export const duration = (description: string, example: string) =>
  read(parseDuration, { description, examples: [example] });

/** Text of one line or of several. */
export const lines = (description: string, examples: [string, ...string[]]) =>
  z
    .union([z.string(), z.array(z.string().meta({ examples: [examples[0]] }))])
    .meta({ description, examples: [examples] });

/** A page or file elsewhere. */
export const webAddress = (description: string, example: string) =>
  read(parseWebAddress, { description, examples: [example] });
