/** The documents of the operator's page: sign-in, and the frame around what is refreshed. */
import { type Html, html } from './html.ts';
import { isAtLeast, type OperatorRole } from './roles.ts';
import { tokenHolder } from './sign-in.ts';

export function signInPage(intermediaryId: string, failure: string | undefined): Html {
  return documentOf(
    `Sign in · ${intermediaryId}`,
    html`<main class="sign-in" id="main">
      <p class="wordmark">eComm <span>Intermédiaire</span></p>
      <h1>Operator</h1>
      <form method="post" action="/operator/session">
        <label for="username">Name</label>
        <input id="username" name="username" value="operator" autocomplete="username" required maxlength="32" autofocus
          autocapitalize="none" spellcheck="false" aria-describedby="hint">
        <label for="token">Password or token</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required
          spellcheck="false" aria-describedby="failure hint" aria-invalid="${failure === undefined ? 'false' : 'true'}">
        <p class="hint" id="hint">The name <code>operator</code> has the line in the file <code>operator-token</code> of the data directory as
          its password.</p>
        <p class="failure" id="failure" role="alert">${failure}</p>
        <button class="primary">Sign in</button>
      </form>
    </main>`,
  );
}

/** `parts` is what `GET /operator/panel` gives again and again. */
export function operatorPage(frame: PageFrame, parts: Html, settlesOpenOtbs: boolean): Html {
  return framed(
    frame,
    { title: 'The books', isRefreshed: true },
    html`<div id="panel">${parts}</div>
    <dialog id="close-dialog" aria-labelledby="close-title">
      <form method="dialog">
        <h2 id="close-title">Close the period <span data-period></span>?</h2>
        <p>The bank is asked to debit what was spent, once for each client; merchants are credited once each.
          ${
            settlesOpenOtbs
              ? 'Open To Buys in use are closed, so the next purchase of their holders needs card and PIN.'
              : 'Open To Buys in use stay open; their purchases wait for a later period.'
          }</p>
        <p>This can’t be taken back.</p>
        <p class="buttons">
          <button value="cancel" autofocus>Keep it open</button>
          <button value="close" class="primary">Close the period</button>
        </p>
      </form>
    </dialog>`,
  );
}

export interface PageFrame {
  readonly intermediaryId: string;
  /** Who is signed in, and as what. */
  readonly operator: string;
  readonly role: OperatorRole;
}

export interface FrameOptions {
  readonly title: string;
  readonly isRefreshed?: boolean;
  /** It leads to no other page. */
  readonly isAlone?: boolean;
  /** A further script of its own. */
  readonly script?: string;
}

/** A page with its head, its ways to the others, and what asks why somebody is to be frozen. */
export function framed(
  { intermediaryId, operator, role }: PageFrame,
  { title, isRefreshed = false, isAlone = false, script }: FrameOptions,
  content: Html,
): Html {
  const link = (path: string, name: string) =>
    html`<a href="${path}" ${name === title && html`aria-current="page"`}>${name}</a>`;
  return documentOf(
    `${title} · ${intermediaryId}`,
    html`<a class="skip" href="#main">Skip to the content</a>
    <header class="top">
      <p class="wordmark">eComm <span>Intermédiaire</span></p>
      ${
        !isAlone &&
        html`<nav aria-label="Operator">${link('/operator', 'The books')} ${link('/operator/search', 'Search')}
        ${isAtLeast(role, 'clerk') && link('/operator/audit-trail', 'Audit trail')} ${isAtLeast(role, 'admin') && link('/operator/users', 'Users')}</nav>`
      }
      <p class="who">${intermediaryId}</p>
      <div class="session">
      ${
        operator === tokenHolder.name || isAlone
          ? html`<p class="me">${operator}, ${role}</p>`
          : html`<p class="me"><a href="/operator/password" title="Your password" ${title === 'Your password' && html`aria-current="page"`}>${operator}</a>, ${role}</p>`
      }
      <form method="post" action="/operator/session/end"><button aria-label="Sign out ${operator}">Sign out</button></form>
      </div>
    </header>
    <p class="notice" id="notice" role="status" aria-live="polite"></p>
    ${
      isRefreshed &&
      html`<div class="progress" id="progress" hidden><label for="progress-bar">Closing <b data-period></b></label>
      <progress id="progress-bar" max="1" value="0"></progress> <span role="status" aria-live="polite" data-words></span></div>`
    }
    <main id="main" tabindex="-1">
      <h1>${title}</h1>
      ${content}
    </main>
    <dialog id="why-dialog" class="why" aria-labelledby="why-title">
      <form method="dialog">
        <h2 id="why-title"></h2>
        <p data-effect></p>
        <label for="reason">Why? It is written to the audit trail.</label>
        <input id="reason" name="reason" required maxlength="200" autocomplete="off">
        <p class="buttons">
          <button type="button" data-action="leave">Leave it as it is</button>
          <button value="set" class="primary" data-set></button>
        </p>
      </form>
    </dialog>
    <script type="module" src="/operator/operator.js"></script>
    ${script !== undefined && html`<script type="module" src="/operator/${script}"></script>`}`,
  );
}

function documentOf(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>
    <link rel="icon" href="/operator/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/operator/operator.css">
  </head>
  <body>
    ${body}
  </body>
</html>
`;
}
