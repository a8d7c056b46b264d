import type { Account, Site } from '../config.ts';
import type { Answer, Asked } from './answer.ts';
import { notFound, wrongMethod } from './answer.ts';

/** What stands behind one address: how each method is answered. */
export type Resource = { read(): Promise<Answer> | Answer } | { post(): Promise<Answer> | Answer };

/** An address and what it leads to. The parts in parentheses are handed over decoded. */
export interface Route {
  pattern: RegExp;
  find(parts: string[], asked: Asked): Promise<Resource | null> | Resource | null;
}

/**
 * Answers by a table of routes; null when no pattern fits. `path` is below the blog's address, still encoded.
 * There is one spelling of every address: `/ap/actors/%6aames` is none.
 */
export async function answerByRoute(routes: Route[], path: string, asked: Asked): Promise<Answer | null> {
  for (const { pattern, find } of routes) {
    const found = pattern.exec(path);
    if (!found) continue;
    const parts = found.slice(1).map(decodeStrictly);
    const resource = parts.includes(null)
      ? null
      : await find(
          parts.filter((part) => part !== null),
          asked,
        );
    return resource ? answerByMethod(resource, asked.method) : notFound;
  }
  return null;
}

function answerByMethod(resource: Resource, method: string): Promise<Answer> | Answer {
  if ('post' in resource) return method === 'POST' ? resource.post() : wrongMethod('POST');
  return method === 'GET' || method === 'HEAD' ? resource.read() : wrongMethod('GET, HEAD');
}

// A part that was not written as we write it is nobody's.
function decodeStrictly(part: string | undefined): string | null {
  if (part === undefined) return '';
  try {
    const decoded = decodeURIComponent(part);
    return encodeURIComponent(decoded) === part ? decoded : null;
  } catch {
    return null;
  }
}

/** The account whose actor has that id; exactly, since an id has one spelling. */
export function accountById(site: Site, id: string): Account | null {
  return site.accounts.find((account) => account.id === id) ?? null;
}

/** A path below the blog's address, or null for one outside it. */
export function belowBase(site: Pick<Site, 'base'>, path: string): string | null {
  if (site.base === '') return path;
  if (path === site.base) return '/';
  return path.startsWith(`${site.base}/`) ? path.slice(site.base.length) : null;
}
