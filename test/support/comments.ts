import type { Site } from '../../src/config.ts';

/** `comments` of a postern.yaml that says nothing about them. */
export const usualComments: Site['comments'] = {
  rule: 'first-time',
  close: null,
  links: null,
  words: [],
  languages: [],
  tell: 'at-once',
  counts: false,
};

/** `contact` of a postern.yaml that names nobody. */
export const noContact: Site['contact'] = {
  ...{ name: null, email: null, phone: null },
  ...{ address: [], responsible: [], more: [] },
};
