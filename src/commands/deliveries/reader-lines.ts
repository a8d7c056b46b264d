import { amount } from './layout.ts';

/** How many readers of feeds are told at once (docs/websub.md); nothing where there are none. */
export function readerLines({ all, hosts, failing }: { all: number; hosts: number; failing: number }): string[] {
  if (all === 0) return [];
  const whom = all === 1 ? 'One feed reader is' : `${amount(all)} feed readers at ${ofHosts(hosts)} are`;
  const silent = failing === 1 ? '1 of them does' : `${amount(failing)} of them do`;
  if (failing === 0) return ['', `${whom} told at once.`];
  return ['', `${whom} told at once; ${all === 1 ? 'it does' : silent} not answer.`];
}

function ofHosts(count: number): string {
  return count === 1 ? 'one host' : `${amount(count)} hosts`;
}
