import { readFile } from 'node:fs/promises';

const unit = new URL('../../../deploy/postern.service', import.meta.url);

/** What `deploy/postern.service` says to the engine and to the system about memory: a day is measured as it is run. */
export async function deployed(): Promise<Record<string, string>> {
  const lines = (await readFile(unit, 'utf8')).matchAll(/^Environment=((?:NODE_OPTIONS|MALLOC_\w+))=(.*)$/gm);
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value]));
}
