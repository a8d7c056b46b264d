import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { engines } from '../../support/databases.ts';
import { actor, blog, note, openWorld, says, type World } from './world.ts';

describe.each(engines)('names that no server has, on $name', ({ open }) => {
  let world: World;
  let ada: string;
  beforeEach(async () => {
    world = await openWorld(await open());
    ada = actor(world.web, 'ada@a.example');
  });
  afterEach(() => world.database.close());

  test.each(['/ap/posts/%00', '/posts/%00', '/ap/posts/%00hello', '/%C3%28', '/%'])(
    'what is about %s of this blog changes nothing',
    async (path) => {
      expect(await world.take(says('Create', ada, note(ada, 'one', { inReplyTo: blog + path })))).toBe(false);
      const quoting = note(ada, 'two', { inReplyTo: null, quoteUrl: blog + path });
      expect(await world.take(says('Create', ada, quoting))).toBe(false);
      for (const type of ['Like', 'Announce']) expect(await world.take(says(type, ada, blog + path))).toBe(false);
      expect(await world.states()).toEqual({});
    },
  );

  test.each(['\u0000', '\ud800', 'a b'])(
    'the end of something whose name has %j in it changes nothing',
    async (letter) => {
      for (const type of ['Delete', 'Undo'])
        expect(await world.take(says(type, ada, `https://a.example/${letter}`))).toBe(false);
    },
  );

  test('another spelling of this blog leads to the post, and nothing of ours is taken for a stranger’s', async () => {
    const dotted = 'https://blog.example.com./ap/remarks/1';
    const james = `${blog}/ap/actors/james`;
    world.web.set(dotted, note(james, 'ours', { id: `${blog}/ap/remarks/1` }));
    world.web.set(james, { id: james, type: 'Person', preferredUsername: 'james', inbox: `${james}/inbox` });
    await world.take(says('Create', ada, note(ada, 'one', { inReplyTo: dotted })));
    await world.worker.tend();
    await world.worker.tend();
    expect(await world.states()).toEqual({});

    world.web.set(`${dotted}/post`, note(james, 'hello', { id: `${blog}/ap/posts/hello` }));
    await world.take(says('Create', ada, note(ada, 'two', { inReplyTo: `${dotted}/post` })));
    await world.worker.tend();
    await world.worker.tend();
    expect(await world.states()).toEqual({ two: 'shown' });
  });
});
