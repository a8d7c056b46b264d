/** What the world knows a post by, as far as its file does not say it: one line of `content/.postern/identities.json`. */
export interface IdentityEntry {
  id: string;
  generation: number;
  /** Its file, relative to the content folder. */
  path: string;
  /** Its address, relative to the blog's. */
  address: string;
  guid: string;
  firstPublished: Date;
  /** What followers were told of this generation; null when it was not decided yet, and of what is deleted untold. */
  announced: Announced | 'silent' | null;
  /** Null while it is not deleted. */
  deleted: Deleted | null;
  /** Addresses that it left, which lead to it. */
  was: string[];
  /** Generations before this one, which were deleted. */
  earlier: (Deleted & { generation: number })[];
  /** In which database's life it came to be so; null: before databases had names, or before that one had one. */
  database: string | null;
}

export interface Announced {
  /** The instant of the first telling: `published` on the wire. */
  at: Date;
  /** In whose name, by the account's id. */
  by: string;
  /** Of what was last told; null once it is deleted. */
  digest: string | null;
  /** The instant of the last edit that was told. */
  updated: Date | null;
}

export interface Deleted {
  at: Date;
  /** Null: a page, which is no object of the fediverse. */
  formerType: 'Article' | 'Note' | null;
}

/** The first line of the file: whose it is. */
export interface IdentitiesHead {
  /** The blog's address: names under another one are others. */
  url: string;
  /** When followers were first told of anything, or anything was kept from them; null before. */
  since: Date | null;
}

/** The file's name below the site's folder, as problems say it. */
export const identitiesPath = 'content/.postern/identities.json';

/** Another layout of the file gets another number, and is left alone by programs that do not know it. */
export const identitiesVersion = 1;

/** The digest of the last text of the file that told this database nothing new. */
export const seenSetting = 'identities-seen';
