import { describe, expect, it } from 'vitest';
import { readReaction, readUndo } from '../../../src/federation/remarks/read-reaction.ts';
import type { Json } from '../../support/stranger.ts';
import { author, said, sent } from './said.ts';

const post = 'https://blog.example.com/ap/posts/hello';
const format = (name: string) => said(`written-from-format/${name}`);

function like(properties: Json = {}): Json {
  return { id: `${author}/likes/1`, type: 'Like', actor: author, object: post, ...properties };
}

function reactionOf(activity: unknown) {
  const reading = readReaction(activity);
  return reading.ok ? reading.reaction : reading.why;
}

function undoneBy(activity: unknown) {
  const reading = readUndo(activity);
  return reading.ok ? reading.undone : reading.why;
}

describe('a reaction', () => {
  it.each<[string, Json, object]>([
    [
      'a Like of snac',
      sent('snac/like'),
      { kind: 'like', actor: 'https://snac.test/alice', object: 'https://wp.test/?p=8', emoji: null },
    ],
    ['a Like of Hollo', sent('hollo/like'), { kind: 'like', actor: 'https://hollo.test/@holly', emoji: null }],
    ['an Announce of snac', sent('snac/announce'), { kind: 'boost', object: 'https://wp.test/?p=8', emoji: null }],
    ['an Announce of Hollo', sent('hollo/announce'), { kind: 'boost', object: 'https://wp.test/?p=71' }],
    ['an Announce of Mastodon', format('mastodon-announce'), { kind: 'boost', object: post }],
    [
      'a Like of Misskey with an emoji of its own',
      format('misskey-like'),
      { kind: 'like', emoji: { text: ':blobcat:', url: 'https://files.misskey.example/blobcat.png' } },
    ],
    [
      'an EmojiReact of Akkoma',
      format('akkoma-emoji-react'),
      { kind: 'like', object: post, emoji: { text: '🧡', url: null } },
    ],
  ])('is %s', (_, activity, expected) => {
    expect(reactionOf(activity)).toMatchObject({ uri: activity.id, actor: activity.actor, ...expected });
  });

  it.each<[Json, { text: string; url: string | null } | null]>([
    [{ content: '❤' }, { text: '❤', url: null }],
    [{ content: '❤️' }, { text: '❤️', url: null }],
    [{ content: '👍🏽' }, { text: '👍🏽', url: null }],
    [{ content: '🏳️‍🌈' }, { text: '🏳️‍🌈', url: null }],
    [{ _misskey_reaction: '🎉' }, { text: '🎉', url: null }],
    [
      { content: ':a@.:', tag: { type: 'Emoji', name: ':a:', icon: { url: 'https://b.example/a' } } },
      { text: ':a:', url: 'https://b.example/a' },
    ],
    [{ content: ':a:' }, { text: ':a:', url: null }],
    [
      { content: ':a:', tag: [{ type: 'Emoji', name: ':a:', icon: { url: 'javascript:alert(1)' } }] },
      { text: ':a:', url: null },
    ],
    [{ content: '🎉🎉' }, null],
    [{ content: 'buy pills' }, null],
    [{ content: '<b>🎉</b>' }, null],
    [{ content: '1' }, null],
    [{ content: '\u202e' }, null],
    [{ content: 7 }, null],
    [{ content: ['🎉'] }, null],
    [{ content: 'x'.repeat(1_000_000) }, null],
  ])('likes with what is an emoji: %j', (properties, emoji) => {
    expect(reactionOf(like(properties))).toMatchObject({ kind: 'like', emoji });
  });

  it('is about what it names, and not about what it carries', () => {
    const carried = { id: post, type: 'Note', attributedTo: author, content: '<p>forged</p>' };
    const announce = { ...format('mastodon-announce'), object: carried };
    expect(reactionOf(announce)).toMatchObject({ object: post });
    expect(JSON.stringify(reactionOf(announce))).not.toContain('forged');
    expect(reactionOf(like({ object: [{ id: post }] }))).toMatchObject({ object: post });
  });

  it.each<[Json, string]>([
    [like({ type: 'Dislike' }), 'It is no reaction.'],
    [like({ type: 'toString' }), 'It is no reaction.'],
    [like({ type: ['Like'] }), 'It is no reaction.'],
    [like({ id: undefined }), 'Its id is not on its actor’s origin.'],
    [like({ id: 'https://b.example/1' }), 'Its id is not on its actor’s origin.'],
    [like({ actor: ['https://a.example/1', 'https://a.example/2'] }), 'Its id is not on its actor’s origin.'],
    [like({ object: null }), 'It is about nothing that has an id.'],
    [like({ object: [post, post] }), 'It is about nothing that has an id.'],
    [like({ object: 'x' }), 'It is about nothing that has an id.'],
    [format('lemmy-announce'), 'It passes on an activity.'],
    [like({ type: 'Announce', to: `${author}/followers` }), 'It is not public.'],
    [like({ type: 'Announce' }), 'It is not public.'],
  ])('is not %j', (activity, why) => {
    expect(reactionOf(activity)).toBe(why);
  });
});

describe('the Undo of a reaction', () => {
  it.each([
    ['snac', 'like'],
    ['snac', 'announce'],
    ['hollo', 'like'],
    ['hollo', 'announce'],
  ])('of %s fits its %s', (server, what) => {
    const reaction = reactionOf(sent(`${server}/${what}`));
    const undone = undoneBy(sent(`${server}/undo-${what}`));
    expect(typeof reaction).toBe('object');
    expect(undone).toMatchObject({ actor: (reaction as { actor: string }).actor });
    const { kind, object } = reaction as { kind: string; object: string };
    // snac undoes what was recorded of it; of Hollo another boost was recorded than was undone.
    if (server === 'snac') expect(undone).toMatchObject({ uri: (reaction as { uri: string }).uri });
    expect(undone).toMatchObject({ reaction: { kind, object } });
  });

  const undo = (object: unknown) => ({ id: `${author}/undo/1`, type: 'Undo', actor: author, object });

  it.each<[unknown, object]>([
    [`${author}/likes/1`, { uri: `${author}/likes/1`, reaction: null }],
    [{ id: `${author}/likes/1` }, { uri: `${author}/likes/1`, reaction: null }],
    [[like()], { uri: `${author}/likes/1`, reaction: { kind: 'like', object: post, emoji: null } }],
    [
      like({ id: undefined, content: '🎉' }),
      { uri: null, reaction: { kind: 'like', object: post, emoji: { text: '🎉', url: null } } },
    ],
    [
      like({ type: 'Announce', object: { id: post } }),
      { uri: `${author}/likes/1`, reaction: { kind: 'boost', object: post, emoji: null } },
    ],
    [like({ actor: undefined }), { uri: `${author}/likes/1` }],
    [like({ object: 7 }), { uri: `${author}/likes/1`, reaction: null }],
  ])('names or embeds it: %j', (object, expected) => {
    expect(undoneBy(undo(object))).toMatchObject({ actor: author, ...expected });
  });

  it.each<[unknown, string]>([
    ['https://b.example/likes/1', 'What it undoes is not on its actor’s origin.'],
    [like({ id: 'https://b.example/likes/1' }), 'What it undoes is not on its actor’s origin.'],
    [like({ actor: 'https://a.example/users/bob' }), 'It undoes what another did.'],
    [like({ type: 'Follow' }), 'It undoes no reaction.'],
    [like({ id: undefined, object: undefined }), 'It does not say what it undoes.'],
    [null, 'It undoes nothing that has an id.'],
    [[], 'It undoes nothing that has an id.'],
    [[like(), like()], 'It undoes several things.'],
  ])('is not one of %j', (object, why) => {
    expect(undoneBy(undo(object))).toBe(why);
  });

  it('is an Undo, by somebody', () => {
    expect(undoneBy(like())).toBe('It is no Undo.');
    expect(undoneBy({ type: 'Undo', object: like() })).toBe('It has no actor.');
    expect(undoneBy(null)).toBe('It is no Undo.');
  });
});
