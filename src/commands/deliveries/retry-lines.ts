import type { Retried } from '../../federation/ledger/ledger.ts';
import { amount, many } from './layout.ts';

/** What `--retry` did, or would do. */
export function retryLines(
  { failed, waiting, past }: Retried,
  { isDry, isJson, isDown, isOfFailed }: { isDry: boolean; isJson: boolean; isDown: boolean; isOfFailed: boolean },
): string[] {
  if (isJson) return [JSON.stringify({ failed, waiting, past, dryRun: isDry }, null, 2)];
  const left = past > 0 ? pastLines(past) : [];
  if (failed + waiting === 0)
    return past > 0
      ? ['Nothing can be tried again, as far as it was selected.', ...left]
      : [`Nothing failed${isOfFailed ? '' : ' and nothing waits'}, as far as it was selected.`];
  const of = [failed > 0 && `${amount(failed)} that failed`, waiting > 0 && `${amount(waiting)} that waited`];
  const parts = of.filter(Boolean).join(' and ');
  const deliveries = many(failed + waiting, 'delivery');
  if (isDry) return [`${deliveries} would be due at once: ${parts}. Nothing was changed.`, ...left];
  return [
    `${deliveries} due at once: ${parts}.`,
    'The running server sends them; without one, they wait for the next start.',
    ...(isDown ? ['To a server that fails one goes first, and the others if that arrives.'] : []),
    ...left,
  ];
}

function pastLines(past: number): string[] {
  return [
    `${amount(past)} that failed ${past === 1 ? 'is' : 'are'} left: something newer went instead, or the text is not kept any more.`,
  ];
}
