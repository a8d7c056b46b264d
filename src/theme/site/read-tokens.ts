import { nearest } from '../../config/nearest.ts';
import type { Problem } from '../../problem.ts';
import { type Token, tokens } from '../tokens.ts';
import { lineAt, withoutComments } from './blank.ts';
import { wrongValue } from './token-value.ts';

/** A token that was set, and the line on which that is. */
export interface SetToken {
  token: Token;
  value: string;
  line: number;
}

/** What `theme/tokens.css` sets: by the names of the tokens, with what is wrong in it. */
export interface ReadTokens {
  values: ReadonlyMap<string, SetToken>;
  problems: Problem[];
}

/** Where a site sets tokens. */
export const tokensPath = 'theme/tokens.css';

/** Reads `:root { --name: value; … }`, and nothing else. What cannot be used is left out, and told. */
export function readTokens(css: string): ReadTokens {
  const text = withoutComments(css);
  const values = new Map<string, SetToken>();
  const problems: Problem[] = [];
  const rule = /\s*:root\s*\{([^{}]*)\}/y;
  let end = 0;
  for (let found = rule.exec(text); found; found = rule.exec(text)) {
    end = rule.lastIndex;
    let at = end - 1 - (found[1]?.length ?? 0);
    for (const part of found[1]?.split(';') ?? []) {
      const read = part.trim() === '' ? null : readDeclaration(part, lineAt(text, at + part.search(/\S/)));
      if (read && 'token' in read) values.set(read.token.name, read);
      else if (read) problems.push(read);
      at += part.length + 1;
    }
  }
  const rest = text.slice(end);
  if (rest.trim() !== '')
    problems.push(
      problem(
        lineAt(text, end + rest.search(/\S/)),
        'Only :root { … } with tokens can stand here; what follows is not used.',
        'Close every bracket, and put other CSS into theme/style.css.',
      ),
    );
  return { values, problems };
}

function readDeclaration(part: string, line: number): SetToken | Problem {
  const [, name = '', value = ''] = /^\s*([\w-]+)\s*:\s*([\s\S]*?)\s*$/.exec(part) ?? [];
  if (value === '')
    return problem(line, `"${part.trim().split('\n')[0]}" sets nothing.`, 'Write --name: value; on each line.');
  const token = tokens.find((one) => one.name === name);
  if (!token) {
    const guess = nearest(
      name,
      tokens.map((one) => one.name),
    );
    return problem(
      line,
      `There is no token ${name}.`,
      guess ? `Did you mean ${guess}?` : 'Take one of the list in docs/themes.md, or set it in theme/style.css.',
    );
  }
  const wrong = wrongValue(token.kind, value);
  if (wrong) return problem(line, `The value of ${name} ${wrong.what}`, wrong.mend);
  return { token, value: value.replace(/\s+/g, ' '), line };
}

function problem(line: number, what: string, mend: string): Problem {
  return { path: tokensPath, line, severity: 'error', what, mend };
}
