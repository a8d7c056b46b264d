import { amount, many } from './layout.ts';

/** What `--retry` did, or would do. */
export function retryLines(
  { failed, waiting }: { failed: number; waiting: number },
  isDry: boolean,
  isJson: boolean,
): string[] {
  if (isJson) return [JSON.stringify({ failed, waiting, dryRun: isDry }, null, 2)];
  if (failed + waiting === 0) return ['Nothing failed and nothing waits, as far as it was selected.'];
  const of = [failed > 0 && `${amount(failed)} that failed`, waiting > 0 && `${amount(waiting)} that waited`];
  const parts = of.filter(Boolean).join(' and ');
  const deliveries = many(failed + waiting, 'delivery');
  if (isDry) return [`${deliveries} would be due at once: ${parts}. Nothing was changed.`];
  return [
    `${deliveries} due at once: ${parts}.`,
    'The running server sends them; without one, they wait for the next start.',
  ];
}
