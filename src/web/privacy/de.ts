import { html } from '../../html.ts';
import type { Facts, Words } from './facts.ts';
import { responsible } from './responsible.ts';

const rules: Record<Facts['comments']['rule'], string> = {
  everyone: 'Kommentare stehen sofort da, wenn keine Regel sie zurückhält.',
  'first-time': 'Der erste Kommentar von jemand Neuem wartet, bis der Autor ihn gelesen hat.',
  followers:
    'Kommentare von Menschen, die diesem Blog folgen, stehen sofort da; andere warten, bis der Autor sie gelesen hat.',
  held: 'Jeder Kommentar wartet, bis der Autor ihn gelesen hat.',
  closed: 'Kommentare sind geschlossen.',
};

export const german: Words = (facts) => ({
  title: 'Datenschutz',
  description: `Was ${facts.title} über Leser speichert und über alle, die kommentieren`,
  sections: [
    {
      heading: null,
      parts: [html`<p>Was dieses Blog über dich speichert, warum, wie lange und wie du es löschen lassen kannst.</p>`],
    },
    {
      heading: 'Wenn du liest',
      parts: [
        html`<p>Über dich wird nichts gespeichert. Es gibt keine Cookies und keine Skripte, Besucher werden nicht gezählt, und keine Seite lädt etwas von einem anderen Server. Das Protokoll dieses Programms enthält keine Adressen von Lesern. Wer den Rechner oder einen vorgeschalteten Server betreibt, führt vielleicht ein eigenes.</p>`,
        facts.accounts.length > 0 &&
          html`<p>Um zu antworten, „Gefällt mir“ zu sagen, zu teilen oder zu folgen, kannst du die Adresse eingeben, die du anderswo hast. Nur der Server, den sie nennt, wird danach gefragt. Sie wird nicht gespeichert und ist nach höchstens zehn Minuten vergessen.</p>`,
        html`<p>Wonach du suchst, wird nicht gespeichert. ${
          facts.hub === 'own'
            ? 'Ein Feedreader, der von neuen Beiträgen sofort erfahren will, hinterlässt dafür eine eigene Adresse: Sie bleibt, bis er sich abmeldet, und höchstens 30 Tage, wenn er nicht erneut fragt.'
            : facts.hub !== 'none' &&
              `Ein Feedreader, der von neuen Beiträgen sofort erfahren will, fragt einen anderen Server danach: ${new URL(facts.hub).host}.`
        }</p>`,
      ],
    },
    ...(facts.accounts.length > 0 ? fediverse(facts) : []),
    {
      heading: 'Etwas entfernen lassen',
      parts: [
        facts.accounts.length > 0 &&
          html`<p>Lösche deinen Kommentar oder nimm dein Like auf deinem eigenen Server zurück: Hier verschwindet es binnen Sekunden. Neben jedem Kommentar steht ein Link, um ihn zu melden; dafür brauchst du kein Konto.</p>`,
        facts.contact.email
          ? html`<p>Du kannst auch fragen, was über dich gespeichert ist, oder alles löschen lassen: <a href="mailto:${facts.contact.email}">${facts.contact.email}</a>.</p>`
          : facts.accounts[0] !== undefined &&
            html`<p>Du kannst auch fragen, was über dich gespeichert ist, oder alles löschen lassen: Schreib an ${facts.accounts[0]}.</p>`,
        html`<p>Meinst du, dass mit deinen Daten nicht so umgegangen wird, wie das Gesetz es verlangt, kannst du dich bei der Datenschutzbehörde beschweren, die für deinen Wohnort zuständig ist.</p>`,
      ],
    },
    { heading: 'Wer verantwortlich ist', parts: [responsible(facts)] },
  ],
});

function fediverse({ comments, told, kept, accounts }: Facts): ReturnType<Words>['sections'] {
  const held = [
    comments.words.length > 0 && 'bestimmten Wörtern',
    comments.links !== null && `mehr als ${comments.links} ${comments.links === 1 ? 'Link' : 'Links'}`,
    comments.languages.length > 0 && `einer anderen Sprache als ${comments.languages.join(', ')}`,
  ].filter((rule) => rule !== false);
  return [
    {
      heading: 'Wenn du kommentierst, „Gefällt mir“ sagst, teilst oder folgst',
      parts: [
        html`<p>Dieses Blog nimmt als ${accounts.join(', ')} am Fediverse teil. Was du dort öffentlich zu seinen Beiträgen schreibst, und ob sie dir gefallen oder du sie teilst, schickt ihm dein eigener Server. Es steht dann unter dem Beitrag: mit deinem Namen, deiner Adresse, deinem Bild und einem Link dahin, wo du es geschrieben hast. Dafür hast du es abgeschickt, und deshalb wird es gespeichert. Von deinem Konto wird sonst nur das öffentliche Profil gelesen: einmal in der Woche, solange etwas von dir hier steht.</p>`,
        html`<p>${rules[comments.rule]}${held.length > 0 && ` Auch Kommentare mit ${held.join(' oder mit ')} warten.`} Personen und ganze Server können gesperrt werden: Was von ihnen kam, steht dann nicht mehr da.</p>`,
        html`<p>Eine Nachricht, die nur an ein Konto dieses Blogs geht, liest nur der Autor; sie wird niemandem gezeigt.</p>`,
        told.owners &&
          html`<p>Was wartet, geht mit seinem Text als Nachricht an den Autor auf dessen eigenem Server.</p>`,
        told.service &&
          html`<p>Ein Dienst, den der Autor gewählt hat, erfährt, was wartet: von wem es ist und wie es beginnt; ebenso, was gemeldet wurde.</p>`,
        html`<p>Sagt dein Profil, dass du nicht in Suchmaschinen stehen willst, so stehst du in keinem Feed und in keinen Daten für sie; sagt es, dass du nicht gefunden werden willst, so zählen deine Likes ohne dein Bild.</p>`,
        html`<p>Was hier steht, wird auf deinem Server noch einmal angesehen, nach einem Tag, einer Woche, einem Monat und dann einmal im Vierteljahr: Was es dort nicht mehr gibt, wird hier gelöscht. Beiträge dieses Blogs gehen an die Server derer, die folgen.</p>`,
      ],
    },
    {
      heading: 'Wie lange es bleibt',
      parts: [],
      table: {
        heads: ['Was', 'Tage'],
        rows: kept.map(({ what, days }) => [what, days === null ? '' : String(days)]),
      },
    },
  ];
}
