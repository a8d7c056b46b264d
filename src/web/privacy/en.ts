import { html } from '../../html.ts';
import type { Facts, Words } from './facts.ts';
import { responsible } from './responsible.ts';

const rules: Record<Facts['comments']['rule'], string> = {
  everyone: 'Comments are shown at once, unless a rule holds them back.',
  'first-time': 'The first comment of somebody new waits until the author has read it.',
  followers: 'Comments of people who follow this blog are shown at once; others wait until the author has read them.',
  held: 'Every comment waits until the author has read it.',
  closed: 'Comments are closed.',
};

export const english: Words = (facts) => ({
  title: 'Privacy',
  description: `What ${facts.title} keeps of its readers, and of those who comment`,
  sections: [
    {
      heading: null,
      parts: [html`<p>What this blog keeps about you, why, how long, and how you have it removed.</p>`],
    },
    {
      heading: 'When you read',
      parts: [
        html`<p>Nothing is kept about you. There are no cookies, no scripts, no counting of visitors, and no page fetches anything from another server. The log of this program holds no addresses of readers. Whoever runs the machine or a server in front of it may keep a log of their own.</p>`,
        facts.accounts.length > 0 &&
          html`<p>To reply, like, boost or follow, you may type the handle that you have elsewhere. The server that it names is asked for it, and nobody else. It is not written down, and forgotten within ten minutes.</p>`,
        html`<p>What you search for is not written down. ${
          facts.hub === 'own'
            ? 'A feed reader that wants to be told of new posts at once leaves an address of its own for that: it is kept until the feed reader ends that, and for 30 days at most unless it asks again.'
            : facts.hub !== 'none' &&
              `A feed reader that wants to be told of new posts at once asks another server for it: ${new URL(facts.hub).host}.`
        }</p>`,
      ],
    },
    ...(facts.accounts.length > 0 ? fediverse(facts) : []),
    {
      heading: 'Have something removed',
      parts: [
        facts.accounts.length > 0 &&
          html`<p>Delete your comment or take back your like on your own server: it goes from here within seconds. Beside each comment is a link to report it, for which you need no account.</p>`,
        facts.contact.email
          ? html`<p>You may also ask what is kept about you, or have all of it erased: <a href="mailto:${facts.contact.email}">${facts.contact.email}</a>.</p>`
          : facts.accounts[0] !== undefined &&
            html`<p>You may also ask what is kept about you, or have all of it erased: write to ${facts.accounts[0]}.</p>`,
        html`<p>If you think that you are not treated as the law wants it, you may complain to the data protection authority of the place where you live.</p>`,
      ],
    },
    { heading: 'Who is responsible', parts: [responsible(facts)] },
  ],
});

function fediverse({ comments, told, kept, accounts }: Facts): ReturnType<Words>['sections'] {
  const held = [
    comments.words.length > 0 && 'certain words',
    comments.links !== null && `more than ${comments.links} ${comments.links === 1 ? 'link' : 'links'}`,
    comments.languages.length > 0 && `a language other than ${comments.languages.join(', ')}`,
  ].filter((rule) => rule !== false);
  return [
    {
      heading: 'When you comment, like, boost or follow',
      parts: [
        html`<p>This blog takes part in the fediverse as ${accounts.join(', ')}. What you address there to everybody and about its posts is sent to it by your own server, and shown below the post with your name, your handle, your portrait and a link to where you wrote it. That is what you sent it for, and why it is kept. Nothing else of your account is read than its public profile: once a week, while something of yours is shown.</p>`,
        html`<p>${rules[comments.rule]}${held.length > 0 && ` Comments with ${held.join(', or with ')} wait too.`} People and whole servers can be blocked: what they sent is not shown then.</p>`,
        html`<p>A message for an account of this blog alone is read by its author alone, and shown to nobody.</p>`,
        told.owners &&
          html`<p>What waits is sent to the author as a message on the author’s own server, with its text.</p>`,
        told.service &&
          html`<p>What waits is told to a service that the author has chosen: who wrote it and how it begins; and so is what was reported.</p>`,
        html`<p>If your profile says that you do not wish to be indexed, you are in no feed and in no data for search engines; if it says that you do not wish to be discovered, your likes are counted without your face.</p>`,
        html`<p>What is shown is looked at again at your server, after a day, a week, a month and then each quarter: what is gone there is erased here. Posts of this blog are sent to the servers of those who follow.</p>`,
      ],
    },
    {
      heading: 'How long it is kept',
      parts: [],
      table: {
        heads: ['What', 'Days'],
        rows: kept.map(({ what, days }) => [what, days === null ? '' : String(days)]),
      },
    },
  ];
}
