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
  description: `Was ${facts.title} über Leser aufbewahrt und über die, die kommentieren`,
  sections: [
    {
      heading: null,
      parts: [html`<p>Was dieses Blog über dich aufbewahrt, warum, wie lange, und wie du es entfernen lässt.</p>`],
    },
    {
      heading: 'Wenn du liest',
      parts: [
        html`<p>Über dich wird nichts aufbewahrt. Es gibt keine Cookies, keine Skripte und keine Zählung, und keine Seite holt etwas von einem anderen Server. Das Protokoll dieses Programms enthält keine Adressen von Lesern. Wer die Maschine oder einen Server davor betreibt, führt vielleicht ein eigenes.</p>`,
        facts.accounts.length > 0 &&
          html`<p>Um zu antworten, etwas zu mögen oder zu teilen oder um zu folgen, kannst du die Adresse deines Kontos anderswo eingeben. Der Server, den sie nennt, wird danach gefragt, und sonst niemand. Sie wird nicht aufgeschrieben und nach höchstens zehn Minuten vergessen.</p>`,
        html`<p>Wonach du suchst, wird nicht aufgeschrieben. ${
          facts.hub === 'own'
            ? 'Ein Feedreader, der von neuen Beiträgen sofort erfahren will, hinterlässt dafür eine eigene Adresse: Sie bleibt, bis er es beendet, und höchstens 30 Tage, wenn er nicht wieder fragt.'
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
          html`<p>Lösche deinen Kommentar oder nimm dein Like auf deinem eigenen Server zurück: Es verschwindet hier binnen Sekunden. Neben jedem Kommentar steht ein Link, um ihn zu melden; dafür brauchst du kein Konto.</p>`,
        facts.contact.email
          ? html`<p>Du kannst auch fragen, was über dich aufbewahrt wird, oder alles löschen lassen: <a href="mailto:${facts.contact.email}">${facts.contact.email}</a>.</p>`
          : facts.accounts[0] !== undefined &&
            html`<p>Du kannst auch fragen, was über dich aufbewahrt wird, oder alles löschen lassen: Schreib an ${facts.accounts[0]}.</p>`,
        html`<p>Meinst du, dass mit deinen Daten nicht so umgegangen wird, wie das Gesetz es will, so kannst du dich bei der Datenschutzbehörde beschweren, die für deinen Wohnort zuständig ist.</p>`,
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
      heading: 'Wenn du kommentierst, etwas magst, teilst oder folgst',
      parts: [
        html`<p>Dieses Blog ist im Fediverse als ${accounts.join(', ')}. Was du dort an alle richtest und was von seinen Beiträgen handelt, sendet ihm dein eigener Server, und es steht unter dem Beitrag mit deinem Namen, deiner Adresse, deinem Bild und einem Link dahin, wo du es geschrieben hast. Dazu hast du es gesandt, und deshalb wird es aufbewahrt. Von deinem Konto wird sonst nur das öffentliche Profil gelesen: einmal in der Woche, solange etwas von dir hier steht.</p>`,
        html`<p>${rules[comments.rule]}${held.length > 0 && ` Auch Kommentare mit ${held.join(' oder mit ')} warten.`} Personen und ganze Server können gesperrt werden: Was sie gesandt haben, steht dann nicht mehr da.</p>`,
        html`<p>Eine Nachricht nur an ein Konto dieses Blogs liest der Autor allein, und sie wird niemandem gezeigt.</p>`,
        told.owners &&
          html`<p>Was wartet, geht mit seinem Text als Nachricht an den Autor auf dessen eigenem Server.</p>`,
        told.service &&
          html`<p>Was wartet, erfährt ein Dienst, den der Autor gewählt hat: von wem es ist und wie es beginnt; ebenso, was gemeldet wurde.</p>`,
        html`<p>Sagt dein Profil, dass du nicht in Suchmaschinen stehen willst, so stehst du in keinem Feed und in keinen Daten für sie; sagt es, dass du nicht gefunden werden willst, so zählen deine Likes ohne dein Bild.</p>`,
        html`<p>Was hier steht, wird auf deinem Server noch einmal angesehen, nach einem Tag, einer Woche, einem Monat und dann in jedem Quartal: Was es dort nicht mehr gibt, wird hier gelöscht. Beiträge dieses Blogs gehen an die Server derer, die folgen.</p>`,
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
