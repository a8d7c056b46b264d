import { writeFile } from 'node:fs/promises';
import { ask } from './ask.ts';
import type { GeneratedBlog } from './blog.ts';
import { median } from './figure.ts';

const patience = 30_000;

/** Milliseconds from the saving of a post to the first answer that has the new text in it: the median of some edits. */
export async function measureEdits(blog: GeneratedBlog, port: number, edits: number, count: number): Promise<number> {
  const times: number[] = [];
  for (let edit = 0; edit < edits; edit += 1) {
    const index = Math.floor(((edit + 0.5) / edits) * count);
    // A word of its own for every edit and program, so that no answer from before can hold it.
    const mark = `edit${port}x${edit}`;
    const begun = performance.now();
    await writeFile(blog.file(index), blog.text(index, mark));
    while (!(await ask(port, blog.path(index))).body.includes(mark)) {
      if (performance.now() - begun > patience) throw new Error(`An edit of ${blog.path(index)} was not to be read.`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    times.push(performance.now() - begun);
    // Watchers rest a little after each change; a person does too.
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return median(times);
}
