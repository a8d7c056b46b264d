/** An actor that could not be read now, and may be later. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';

  constructor(actor: string, why: string) {
    super(`The actor ${actor} could not be read: ${why}`);
  }
}
