import type { Json } from '../../support/stranger.ts';
import type { Attempt } from '../attempt.ts';
import { note } from '../furnish.ts';

/** What has nothing to show, or is nothing that is shown: markup of which nothing is left, and values of other kinds. */
const notes: Record<string, Json> = {
  ...Object.fromEntries(
    [
      '<script>alert(1)</script>',
      '<style>*{background:url(https://evil.example/)}</style>',
      '<svg onload=alert(1)><text>x</text></svg>',
      '<math><mtext>x</mtext></math>',
      '<iframe srcdoc="x">x</iframe>',
      '<object data="https://evil.example/">x</object>',
      '<img src=x onerror=alert(1)>',
      '<video src="https://evil.example/x.mp4">x</video>',
      '<template><p>x</p></template>',
      '<textarea>x</textarea>',
      '<title>x</title>',
      '<meta http-equiv=refresh content="0;url=https://evil.example/">',
      '<base href="https://evil.example/">',
      '<link rel=stylesheet href="https://evil.example/x.css">',
      '<!-- x -->',
      '<?php x ?>',
      '<p>\u200b\u2060\ufeff</p>',
      '<br><br><br>',
      '<select><option>x</select>',
      '<button formaction="javascript:alert(1)">x</button>',
      '\u0000\u0008\ufffe',
    ].map((content) => [`nothing but ${JSON.stringify(content)}`, { content }]),
  ),
  ...Object.fromEntries(
    [null, 7, true, {}, [], { '@value': '<p>x</p>' }, [['<p>x</p>']], { toString: 'x' }].map((content) => [
      `a content of ${JSON.stringify(content)}`,
      { content },
    ]),
  ),
  ...Object.fromEntries(
    ['Person', 'Tombstone', 'Link', 'Create', 'Collection', '__proto__', 'constructor', '<script>', '', 7].map(
      (type) => [`a type of ${JSON.stringify(type)}`, { type }],
    ),
  ),
  'an id of javascript': { id: 'javascript:alert(1)' },
  'an id of data': { id: 'data:text/html,<script>alert(1)</script>' },
  'an id with a line': { id: 'https://evil.example/\n<script>' },
  'an author of a name': { attributedTo: { name: '<script>alert(1)</script>', type: 'Person' } },
  'an author of javascript': { attributedTo: 'javascript:alert(1)' },
};

export const refused: readonly Attempt[] = Object.entries(notes).map(([name, own], index) => ({
  name,
  status: 202,
  make(stand) {
    const by = stand.towns[index % stand.towns.length]?.neighbour ?? stand.world.eve;
    return stand.say(by, { type: 'Create', object: note(by, `refused-${index}`, own) });
  },
}));
