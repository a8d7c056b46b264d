import type { Clock } from '../../clock.ts';
import type { Account, Site } from '../../config.ts';
import { countUp } from '../../database/change.ts';
import { type Database, type Query, type Step, Unmet } from '../../database/database.ts';
import { and, eq } from '../../database/drizzle.ts';
import type { Identity, Keys } from '../../keys/keys.ts';
import { actorId } from '../addresses.ts';
import { actorUpdateDocument, digestOf } from '../documents/activities.ts';
import { actorDocument } from '../documents/actor.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Pictures } from '../webfinger/jrd.ts';

/** Tells followers how an account looks, and which keys it has. */
export interface ActorAnnouncer {
  /**
   * Tells the followers of each account whose actor is another than they know: after a change of postern.yaml or a
   * picture. At the first look of all it only takes note. The answer is whose.
   */
  announceProfiles(): Promise<Account[]>;
  /** What other hosts say of the accounts: where that is another than before, a profile may have to be told. */
  outside(): string;
  /** Whose actor is another than followers know, and is told by `announceProfiles`. Writes nothing. */
  changedProfiles(): Promise<Account[]>;
  /**
   * Gives an account new keys, and tells its followers by an activity that the old key signs.
   * @throws Unmet when another process gave it new keys at the same moment.
   */
  rotate(account: Account): Promise<void>;
}

export interface ActorAnnouncerParts {
  site: Site;
  database: Database;
  ledger: Pick<Ledger, 'add'>;
  keys: Keys;
  pictures: Pictures;
  /** The actors that an account was before. */
  aliases(account: Account): string[];
  isOn(account: Account): boolean;
  clock: Pick<Clock, 'now'>;
}

export function createActorAnnouncer(parts: ActorAnnouncerParts): ActorAnnouncer {
  const { site, database, ledger, keys, pictures, aliases, isOn, clock } = parts;
  const { tables } = database;
  const { settings } = tables;
  const nameOf = ({ id }: Account): string => `actor-told:${id}`;

  function actorOf(account: Account, identity: Identity): Promise<object> {
    return actorDocument(site, account, identity, { pictures, aliases: aliases(account) });
  }

  async function knownDigest(account: Account): Promise<string | null> {
    const [row] = await database.query
      .select()
      .from(settings)
      .where(eq(settings.name, nameOf(account)));
    return row?.value ?? null;
  }

  function tell(query: Query, account: Account, actor: object, signer: Date | null): Step[] {
    const now = clock.now();
    const activity = actorUpdateDocument(site, account, actor, now);
    const outgoing = {
      ...{ id: activity.id, account: account.id, type: activity.type, subject: actorId(site, account), signer },
      ...{ json: JSON.stringify(activity), audience: 'followers' as const },
    };
    return [...ledger.add(query, outgoing, now), countUp(query, tables, now)];
  }

  async function announceOne(account: Account): Promise<boolean> {
    const actor = await actorOf(account, await keys.of(account.id));
    const [known, digest] = [await knownDigest(account), digestOf(actor)];
    if (known === digest) return false;
    const row = { name: nameOf(account), value: digest, changed: clock.now() };
    if (known === null) {
      await database.query.insert(settings).values(row).onConflictDoNothing();
      return false;
    }
    await database.atomically((query) => [
      {
        statement: query
          .update(settings)
          .set(row)
          .where(and(eq(settings.name, row.name), eq(settings.value, known))),
        demand: 1,
      },
      ...tell(query, account, actor, null),
    ]);
    return true;
  }

  return {
    async announceProfiles() {
      const told: Account[] = [];
      for (const account of site.accounts.filter(isOn)) {
        try {
          if (await announceOne(account)) told.push(account);
        } catch (error) {
          // Another process was quicker.
          if (!(error instanceof Unmet)) throw error;
        }
      }
      return told;
    },

    outside: () => site.accounts.map((account) => [isOn(account), aliases(account)]).join(),

    async changedProfiles() {
      const changed: Account[] = [];
      for (const account of site.accounts.filter(isOn)) {
        // Without one there may be no keys either, and those would be made.
        const known = await knownDigest(account);
        if (known === null) continue;
        if (known !== digestOf(await actorOf(account, await keys.of(account.id)))) changed.push(account);
      }
      return changed;
    },

    async rotate(account) {
      const { identity, before, steps } = await keys.rotation(account.id);
      const actor = await actorOf(account, identity);
      const row = { name: nameOf(account), value: digestOf(actor), changed: clock.now() };
      await database.atomically((query) => [
        ...steps(query),
        query.insert(settings).values(row).onConflictDoUpdate({ target: settings.name, set: row }),
        ...tell(query, account, actor, before),
      ]);
    },
  };
}
