import type { Words } from './words.ts';

export const german: Words = {
  configuration: (
    { title, url, name, handle, language, timezone },
    contact,
  ) => `# Alles über dieses Blog. Nach einer Änderung muss Postern neu gestartet werden.
# Alle Schlüssel erklärt docs/configuration.md von Postern; \`postern config check\` sucht nach Fehlern.

# Wo das Blog zu finden ist, so wie Leserinnen und Leser es schreiben. Daran hängt alles, was andere sich merken
# (Links, dein Konto): Trage deine https://-Adresse ein, bevor dir jemand folgt, und behalte sie.
url: ${url}

title: ${title}
description: ""
language: ${language}

# Was ein Datum ohne Zeitzone bedeutet.
timezone: ${timezone}

# Die Adressen der Beiträge. Mit /:year/:month/:slug/ steht das Datum darin.
permalink: /posts/:slug

# Die Links oben auf jeder Seite: Beschriftung, dann ein Pfad dieses Blogs oder eine ganze Adresse.
menu:
  Archiv: /archive
  Über: /ueber

# Wer hier schreibt. Von Mastodon aus folgt man @name@host. Wer nicht in dieser Liste steht, ist dort nicht zu finden.
accounts:
  - handle: ${handle}
    name: ${name}
    summary: ""
    # avatar: media/ich.jpg       # ein Bild in diesem Ordner: jpeg, png, gif oder webp
    # fields:                     # Zeilen des Profils
    #   Website: https://example.com
  # - handle: alt                 # ein Name, der nur auf ein Konto anderswo zeigt
  #   identityOf: "@alt@mastodon.example"

# Deine eigenen Konten anderswo.
# owners: ["@du@mastodon.example"]

# Wann Follower etwas erfahren: wie lange ein neuer Beitrag vorher ruht, und wie lange ein geänderter.
# publish: { auto: true, settle: 1m, quiet: 10m, removal: 24h }

# Wessen Antworten sofort erscheinen: everyone (alle), first-time (sobald du eine freigegeben hast), followers, held (keine), closed.
comments:
  rule: first-time
  links: 3                            # mit mehr Links wartet eine Antwort, von wem auch immer
  # close: 90d                        # zu Beiträgen, die älter sind, kommen keine mehr
  # words: [casino, billige pille*]   # mit einem dieser Wörter wartet sie; * steht für beliebige Buchstaben
  # languages: [de, en]               # in einer anderen Sprache wartet sie

# Wer hinter dem Blog steht: /imprint und /privacy zeigen es, und jede Seite führt dorthin. Wer nicht nur für Familie
# und Freunde schreibt, muss in Deutschland Name und Anschrift nennen, wer damit verdient auch die E-Mail-Adresse; anderswo gilt Ähnliches.
${
  contact ||
  `# contact:
#   name: Erika Muster
#   email: erika@example.com
#   address: [Musterstraße 1, 12345 Musterstadt]`
}

# Blogs, die du liest und empfiehlst: /blogroll zeigt sie.
# blogroll:
#   - { title: Alte Tore, url: "https://gates.example.com", feed: "https://gates.example.com/feed.xml" }
`,
  hello: {
    title: 'Hallo Welt',
    slug: 'hallo',
    body: (path) => `Das ist der erste Beitrag dieses Blogs. Er ist eine Textdatei, \`${path}\`: Öffne sie in
einem beliebigen Editor, ändere etwas und lade diese Seite neu.

Geschrieben wird in Markdown:

- **fett**, *kursiv*, [Links](https://commonmark.org/help/) und Listen wie diese
- Bilder, in einem Ordner neben dem Text
- \`Code\`, Tabellen, Fußnoten[^1] und #Hashtags

> [!TIP]
> Ein neuer Beitrag ist eine neue Datei. \`postern new post "Mein Titel"\` legt sie an.

[^1]: Wie diese hier.
`,
  },
  about: {
    title: 'Über',
    slug: 'ueber',
    body: ({ name }) => `Das ist das Blog von ${name}.

Schreibe hier, wer du bist und worum es geht. Diese Seite ist die Datei \`content/pages/ueber.md\`.
`,
  },
  readme: ({ title }) => `# ${title}

Ein Blog, gemacht mit Postern.

| was | wo |
|---|---|
| Beiträge | \`content/posts/\` |
| kurze Notizen | \`content/notes/\` |
| Seiten wie /ueber | \`content/pages/\` |
| Dateien, die so ausgeliefert werden, wie sie sind | \`public/\` |
| Name, Adresse, Konten | \`postern.yaml\` |
| die Datenbank; sichern, aber nicht einchecken | \`data/\` |

    postern serve --site .                 zeigt es
    postern new post "Ein Titel" --site .  beginnt einen Beitrag
    postern list --site .                  zeigt, was veröffentlicht ist
`,
};
