import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPerson } from '../../../src/federation/people/read-person.ts';

const id = 'https://social.example/users/ada';
const document = {
  '@context': 'https://www.w3.org/ns/activitystreams',
  id,
  type: 'Person',
  preferredUsername: 'ada',
  name: 'Ada Lovelace',
  inbox: `${id}/inbox`,
  endpoints: { sharedInbox: 'https://social.example/inbox' },
};
const read = (own: object) => readPerson({ ...document, ...own }, id);

describe('an actor of another server', () => {
  it('is read with all that is kept of it', () => {
    expect(read({})).toEqual({
      uri: id,
      user: 'ada',
      host: 'social.example',
      name: 'Ada Lovelace',
      inbox: `${id}/inbox`,
      sharedInbox: 'https://social.example/inbox',
      ...{ url: id, avatar: null, isDiscoverable: false, isIndexable: false },
    });
  });

  it('is read with its page and picture, and with what it says of being shown and found', () => {
    const icon = { type: 'Image', mediaType: 'image/png', url: 'https://cdn.example/ada.png' };
    expect(read({ url: 'https://social.example/@ada', icon, discoverable: true, indexable: true })).toMatchObject({
      ...{ url: 'https://social.example/@ada', avatar: 'https://cdn.example/ada.png' },
      ...{ isDiscoverable: true, isIndexable: true },
    });
    expect(read({ icon: [icon] })).toMatchObject({ avatar: icon.url });
  });

  it.each([
    ['a page on another host', { url: 'https://evil.example/@ada' }, { url: id }],
    ['a page that is a script', { url: 'javascript:alert(1)' }, { url: id }],
    ['a picture by http', { icon: { url: 'http://cdn.example/ada.png' } }, { avatar: null }],
    ['a picture that is a number', { icon: { url: 42 } }, { avatar: null }],
    ['a word where yes is meant', { discoverable: 'yes', indexable: 1 }, { isDiscoverable: false, isIndexable: false }],
  ])('does not get %s', (_, own, expected) => expect(read(own)).toMatchObject(expected));

  it.each(['Application', 'Group', 'Organization', 'Person', 'Service', ['Person', 'PropertyValue']])(
    'may be of type %s',
    (type) => expect(read({ type })).not.toBeNull(),
  );

  it.each([
    ['of another type', { type: 'Note' }],
    ['of a type that every object has', { type: 'constructor' }],
    ['with another id', { id: 'https://social.example/users/eve' }],
    ['with its id in another spelling', { id: 'https://SOCIAL.example/users/ada' }],
    ['without an inbox', { inbox: undefined }],
    ['whose inbox is an object', { inbox: { id: `${id}/inbox` } }],
    ['whose inbox is on another host', { inbox: 'https://victim.example/inbox' }],
    ['whose inbox is on another port', { inbox: 'https://social.example:8443/inbox' }],
    ['whose inbox is http', { inbox: 'http://social.example/inbox' }],
    ['whose inbox carries a password', { inbox: 'https://a:b@social.example/inbox' }],
    ['whose inbox has a line break', { inbox: 'https://social.example/in\nbox' }],
    ['whose inbox is very long', { inbox: `${id}/${'x'.repeat(3000)}` }],
  ])('%s is none', (_, own) => expect(read(own)).toBeNull());

  it.each([null, [], 'text', 1, [document]])('is not %j', (value) => expect(readPerson(value, id)).toBeNull());

  it.each(['ftp://social.example/ada', 'javascript:alert(1)', 'ada', ''])('does not live at %j', (place) => {
    expect(readPerson({ ...document, id: place, inbox: `${place}/inbox` }, place)).toBeNull();
  });

  it.each([
    ['on another host', 'https://victim.example/inbox'],
    ['that is no URL', 'inbox'],
    ['that is no text', ['https://social.example/inbox']],
  ])('with a shared inbox %s is sent everything to its own', (_, sharedInbox) => {
    expect(read({ endpoints: { sharedInbox } })).toMatchObject({ inbox: `${id}/inbox`, sharedInbox: null });
  });

  it('has one spelling of an inbox, without a fragment', () => {
    expect(read({ inbox: 'https://SOCIAL.example:443/a/../in#x' })?.inbox).toBe('https://social.example/in');
  });

  it.each([
    ['ada', 'ada'],
    ['Ada-Lovelace_1.0', 'Ada-Lovelace_1.0'],
    ['안녕', '안녕'],
    ['ada@elsewhere.example', 'ada'],
    ['<b>', 'ada'],
    ['a b', 'ada'],
    ['', 'ada'],
    ['x'.repeat(101), 'ada'],
    [7, 'ada'],
  ])('that calls itself %j is %s', (preferredUsername, user) => {
    expect(read({ preferredUsername })?.user).toBe(user);
  });

  it('without any name is called by its address, or its host', () => {
    const none = { preferredUsername: undefined, name: undefined };
    expect(read(none)).toMatchObject({ user: 'ada', name: 'ada' });
    const root = 'https://social.example/?author=1';
    const person = readPerson({ ...document, ...none, id: root }, root);
    expect(person).toMatchObject({ uri: root, user: 'social.example', name: 'social.example' });
  });

  it.each([
    ['Ada\u0000\u001b[31m', 'Ada [31m'],
    ['  Ada\n\tLovelace ', 'Ada Lovelace'],
    ['Ada\u202eecalevoL\u2069', 'AdaecalevoL'],
    ['👩‍💻 Ada', '👩‍💻 Ada'],
    ['\ud800Ada', '\ufffdAda'],
    ['x'.repeat(100_000), 'x'.repeat(200)],
    ['\u200e \n', 'ada'],
    [{ en: 'Ada' }, 'ada'],
  ])('with the name %j is shown as one line of text', (name, shown) => {
    expect(read({ name })?.name).toBe(shown);
  });

  it.each([
    ['gotosocial-key', null],
    ['hollo-person', { user: expect.any(String) }],
    ['snac-person', { user: 'alice', sharedInbox: null }],
    ['wordpress-person', { uri: expect.stringContaining('/?author=1'), user: expect.any(String) }],
  ])('of a real server, %s, is read', (file, person) => {
    const path = new URL(`../../fixtures/federation/${file}.json`, import.meta.url);
    const real = JSON.parse(readFileSync(path, 'utf8')) as { id: string };
    // What GoToSocial serves at its key's address is a stub: it cannot be sent anything.
    if (person === null) expect(readPerson(real, real.id)).toBeNull();
    else expect(readPerson(real, real.id)).toMatchObject(person);
  });
});
