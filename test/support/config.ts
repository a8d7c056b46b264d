import { onTestFinished } from 'vitest';
import { type Config, type Reading, readConfig } from '../../src/config.ts';
import { formatProblem } from '../../src/problem.ts';
import { makeSite, type TemporarySite } from './site.ts';

/** A folder with this postern.yaml, for as long as the test runs; null: without one. */
export async function siteWith(yaml: string | null): Promise<TemporarySite> {
  const site = await makeSite({ 'postern.yaml': yaml });
  onTestFinished(site.dispose);
  return site;
}

/** What is said about a postern.yaml, in the words that its author sees. */
export async function problemsOf(yaml: string, environment: Record<string, string> = {}): Promise<string[]> {
  return said(await readConfig((await siteWith(yaml)).folder, environment));
}

export function said({ problems }: Reading): string[] {
  return problems.map(formatProblem);
}

/** What a postern.yaml that is in order means. */
export async function configOf(yaml: string, environment: Record<string, string> = {}): Promise<Config> {
  const reading = await readConfig((await siteWith(yaml)).folder, environment);
  if (!reading.config) throw new Error(said(reading).join('\n'));
  return reading.config;
}

/** The least that must be written. */
export const url = 'url: https://blog.example.com\n';
