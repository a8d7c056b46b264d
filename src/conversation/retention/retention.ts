const day = 86_400_000;

/** What is kept of others, and for how long. */
export interface Keeping {
  name: string;
  /** Null: as long as it says by itself. */
  days: number | null;
  /** For readers: what it is, as it stands in a table beside the time. */
  en: string;
  de: string;
}

/**
 * How long everything is kept that comes from others or tells of them: what takes it out (`retain.ts`, the ledger's
 * pruning), /privacy and docs/privacy.md are made from this table.
 */
export const retention = [
  {
    name: 'shown',
    days: null,
    en: 'A comment that is shown, a like, a boost, with the name, handle and portrait of whoever made it: until they delete or undo it, or ask for that',
    de: 'Ein gezeigter Kommentar, ein Like, ein Boost, mit Name, Adresse und Bild der Person: bis sie ihn löscht oder zurücknimmt oder darum bittet',
  },
  {
    name: 'followers',
    days: null,
    en: 'Who follows, and where posts are sent to: as long as they follow',
    de: 'Wer folgt, und wohin Beiträge gehen: solange jemand folgt',
  },
  {
    name: 'held',
    days: 30,
    en: 'A comment that waits for approval and gets none',
    de: 'Ein Kommentar, der auf Freigabe wartet und keine bekommt',
  },
  {
    name: 'hidden',
    days: 90,
    en: 'The text of a comment that the author or a block hid',
    de: 'Der Text eines Kommentars, den der Autor oder eine Sperre verborgen hat',
  },
  {
    name: 'mentions',
    days: 90,
    en: 'A message to an account of this blog that belongs to no post',
    de: 'Eine Nachricht an ein Konto dieses Blogs, die zu keinem Beitrag gehört',
  },
  {
    name: 'waiting',
    days: 7,
    en: 'A comment of which it is not known yet what it answers',
    de: 'Ein Kommentar, von dem noch nicht bekannt ist, worauf er antwortet',
  },
  {
    name: 'gone',
    days: 90,
    en: 'Of a deleted comment: its place in the thread, under a keyed hash; longer while something answers it',
    de: 'Von einem gelöschten Kommentar: sein Platz im Gespräch, unter einem Hash mit Schlüssel; länger, solange etwas auf ihn antwortet',
  },
  {
    name: 'undone',
    days: 90,
    en: 'Of a like or boost that was taken back: its place, under a keyed hash',
    de: 'Von einem zurückgenommenen Like oder Boost: sein Platz, unter einem Hash mit Schlüssel',
  },
  {
    name: 'erasures',
    days: null,
    en: 'Of what was erased: a keyed hash, as long as this blog, so that no backup and no other server brings it back',
    de: 'Von dem, was gelöscht wurde: ein Hash mit Schlüssel, solange es dieses Blog gibt, damit keine Sicherung und kein anderer Server es zurückbringt',
  },
  {
    name: 'received',
    days: 90,
    en: 'Digests of what came in, so that nothing counts twice',
    de: 'Prüfsummen dessen, was ankam, damit nichts zweimal zählt',
  },
  {
    name: 'outcomes',
    days: 90,
    en: 'What became of each delivery to another server; then a total for each server',
    de: 'Was aus jeder Zustellung an einen anderen Server wurde; danach eine Summe je Server',
  },
  {
    name: 'bytes',
    days: 180,
    en: 'The text of what was sent to other servers',
    de: 'Der Text dessen, was an andere Server gesandt wurde',
  },
  {
    name: 'keys',
    days: 8,
    en: 'The public key of an account that sent something, since it was last read',
    de: 'Der öffentliche Schlüssel eines Kontos, das etwas gesandt hat, seit er zuletzt gelesen wurde',
  },
  {
    name: 'people',
    days: 90,
    en: 'Name and address of an account that does not follow and of which nothing is kept, since they were last read',
    de: 'Name und Adresse eines Kontos, das nicht folgt und von dem nichts aufbewahrt wird, seit sie zuletzt gelesen wurden',
  },
  {
    name: 'subscriptions',
    days: null,
    en: 'An address that a feed reader gave to be told of new posts at once, and since when: until it ends that, for 30 days at most unless it asks again',
    de: 'Eine Adresse, die ein Feedreader angab, um sofort von neuen Beiträgen zu erfahren, und seit wann: bis er sich abmeldet, höchstens 30 Tage, wenn er nicht erneut fragt',
  },
  {
    name: 'reports',
    days: 90,
    en: 'A report, since it was dealt with',
    de: 'Eine Meldung, seit sie erledigt wurde',
  },
  {
    name: 'notices',
    days: 90,
    en: 'What the author was told of comments that wait',
    de: 'Was dem Autor über wartende Kommentare mitgeteilt wurde',
  },
  {
    name: 'stamps',
    days: 90,
    en: 'A permission to quote that was revoked',
    de: 'Eine Erlaubnis zu zitieren, die widerrufen wurde',
  },
] as const satisfies readonly Keeping[];

type Timed = Extract<(typeof retention)[number], { days: number }>['name'];

/** How long something is kept, in milliseconds. */
export function keptFor(name: Timed): number {
  return (retention.find((one) => one.name === name)?.days ?? 0) * day;
}
