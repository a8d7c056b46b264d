/** An actor on another server, as much as we keep of it. */
export interface Person {
  /** Its id. */
  uri: string;
  /** `preferredUsername`, or the last part of its path where it has none. */
  user: string;
  /** As it stands in the id, with port where it has one. */
  host: string;
  /** Plain text; the user name where it has none. */
  name: string;
  inbox: string;
  sharedInbox: string | null;
  /** Its profile page, on its own host; the id where its server names none there. */
  url: string;
  /** Where its picture is, by https; never shown from there. */
  avatar: string | null;
  /** Whether it wants to be shown with face and name among many, and to be found by a search. */
  isDiscoverable: boolean;
  isIndexable: boolean;
}
