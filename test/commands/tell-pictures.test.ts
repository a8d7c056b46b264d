import { expect, it } from 'vitest';
import { tellPictures } from '../../src/commands/tell-pictures.ts';

it('tells how far the pictures are: a person by a line that changes, a log every few seconds at most', () => {
  let time = 0;
  const now = () => new Date(time);
  const shown: (string | null)[] = [];
  const logged: [string, unknown][] = [];
  const person = tellPictures({ now, progress: (line) => shown.push(line) }, { info: () => expect.unreachable() });
  const machine = tellPictures({ now }, { info: (line, details) => logged.push([line, details]) });
  for (let done = 0; done <= 100; done += 1, time += 150) {
    person.onSizes({ done, total: 100 });
    machine.onSizes({ done, total: 100 });
  }
  expect(shown.slice(0, 2)).toEqual([
    '2 of 100 pictures are there in all sizes',
    '4 of 100 pictures are there in all sizes',
  ]);
  expect(shown.at(-1)).toBeNull();
  expect(logged).toEqual([
    ['34 of 100 pictures are there in all sizes.', { done: 34, total: 100 }],
    ['68 of 100 pictures are there in all sizes.', { done: 68, total: 100 }],
  ]);
  // What is done at once is not worth a word.
  person.onPrepared(1);
  machine.onPrepared(1);
  expect([shown.at(-1), logged.length]).toEqual([null, 2]);
});
