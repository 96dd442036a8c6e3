/** The page on which an operator sets a password of its own. */
import { type Html, html } from './html.ts';
import { framed, type PageFrame } from './page.ts';

/** `mustSet`: whoever looks may do nothing before. */
export function ownPasswordPage(frame: PageFrame, mustSet: boolean, failure?: string): Html {
  const invalid = failure === undefined ? 'false' : 'true';
  return framed(
    frame,
    { title: 'Your password', isAlone: mustSet },
    html`<p>${
      mustSet
        ? 'You signed in by a password that somebody else has seen. Set one that only you know; then go on.'
        : 'Sessions under the old password end, also on other machines.'
    }</p>
    <form class="card" method="post" action="/operator/password">
      <input type="hidden" name="username" value="${frame.operator}" autocomplete="username">
      <label for="current">${mustSet ? 'The password that you were given' : 'Your password now'}</label>
      <input id="current" name="current" type="password" autocomplete="current-password" required maxlength="200"
        aria-invalid="${invalid}" aria-describedby="failure">
      <label for="new">New password</label>
      <input id="new" name="new" type="password" autocomplete="new-password" required minlength="12" maxlength="200"
        aria-invalid="${invalid}" aria-describedby="failure new-hint">
      <p class="hint" id="new-hint">At least 12 characters; several words are fine.</p>
      <label for="again">The new one again</label>
      <input id="again" name="again" type="password" autocomplete="new-password" required minlength="12" maxlength="200"
        aria-invalid="${invalid}" aria-describedby="failure">
      <p class="failure" id="failure" role="alert">${failure}</p>
      <button class="primary">Set the password</button>
    </form>`,
  );
}
