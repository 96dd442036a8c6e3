/** Who may sign in, for an admin: a list with what may be done to each, and a form to add one. */
import type { OperatorUser } from '../ledger/operator-users.ts';
import { timeElement } from './format.ts';
import { type Html, html } from './html.ts';
import { framed, type PageFrame } from './page.ts';
import { roles } from './roles.ts';
import { isRunOut } from './sign-in.ts';

export interface UsersPageParts {
  readonly users: readonly OperatorUser[];
  /** Seconds since 1970. */
  readonly at: number;
}

const roleWords = {
  viewer: 'looks',
  clerk: 'also freezes, and takes the bank’s answers',
  admin: 'does everything',
} as const;

export function usersPage(frame: PageFrame, { users, at }: UsersPageParts): Html {
  return framed(
    frame,
    { title: 'Users', script: 'users.js' },
    html`<p class="hint">Each change is in the audit trail. Who is locked, or gets another password, is out at once. Users are never deleted:
      the trail names them.</p>
    ${users.length === 0 && html`<p class="empty">Nobody yet but whoever has the token of the file <code>operator-token</code>.</p>`}
    ${users.length > 0 && userTable(frame, users, at)}
    ${addForm()}${passwordDialog()}`,
  );
}

function userTable({ operator }: PageFrame, users: readonly OperatorUser[], at: number): Html {
  return html`<table class="list"><caption class="unseen">Users, by name</caption>
    <thead><tr><th scope="col">Name</th><th scope="col">Role</th><th scope="col">State</th><th scope="col">Changed (UTC)</th>
      <th scope="col">Actions</th></tr></thead>
    <tbody>${users.map((user) => row(user, user.name === operator, at))}</tbody></table>`;
}

function row(user: OperatorUser, isSelf: boolean, at: number): Html {
  const { name, role, status, setAt } = user;
  const isLocked = status === 'disabled';
  const button = (action: string, words: string, more: Html = html``) =>
    html`<button id="${action}-${name}" data-action="${action}" data-name="${name}" ${more} aria-label="${words}: ${name}">${words}</button>`;
  return html`<tr><th scope="row" data-label="Name" class="name"><span>${name}${isSelf && html` <span class="tag">you</span>`}</span></th>
    <td data-label="Role">${role}</td>
    <td data-label="State">${stateTag(user, at)}</td>
    <td data-label="Changed">${timeElement(setAt)}</td>
    <td class="actions" data-label="Actions"><span>${button('role', 'Role…', html`data-role="${role}"`)}
      ${
        isSelf
          ? html`<a class="button" href="/operator/password">Password…</a>`
          : button('reset', 'New password…')
      }
      ${button('lock', isLocked ? 'Unlock…' : 'Lock…', html`data-status="${isLocked ? 'active' : 'disabled'}"`)}</span></td></tr>`;
}

function stateTag(user: OperatorUser, at: number): Html {
  if (user.status === 'disabled') return html`<span class="tag bad">locked</span>`;
  if (isRunOut(user, at)) return html`<span class="tag bad">one-time password has run out</span>`;
  if (user.isOneTime) return html`<span class="tag closing">has a one-time password</span>`;
  return html`<span class="tag good">active</span>`;
}

function addForm(): Html {
  return html`<section aria-labelledby="add-title"><h2 id="add-title">Add a user</h2>
    <form class="card" id="add-user">
      <label for="name">Name</label>
      <input id="name" name="name" required minlength="2" maxlength="32" pattern="[a-z][a-z0-9._\\-]{1,31}" autocomplete="off"
        autocapitalize="none" spellcheck="false" aria-describedby="name-hint">
      <p class="hint" id="name-hint">2 to 32 of a–z, 0–9, “.”, “_” and “-”, a letter first. A name is given once, for ever.</p>
      <fieldset><legend>Role</legend>
      ${roles.map(
        (role, index) =>
          html`<label class="choice"><input type="radio" name="role" value="${role}" ${index === 0 && 'checked'}> <span><b>${role}</b> ${roleWords[role]}</span></label>`,
      )}</fieldset>
      <button class="primary">Add</button>
    </form></section>
  <dialog id="role-dialog" class="why" aria-labelledby="role-title">
    <form method="dialog">
      <h2 id="role-title">Role of <span data-name></span></h2>
      <fieldset><legend class="unseen">Role</legend>${roles.map(
        (role) =>
          html`<label class="choice"><input type="radio" name="new-role" value="${role}"> <span><b>${role}</b> ${roleWords[role]}</span></label>`,
      )}</fieldset>
      <label for="role-reason">Why? It is written to the audit trail.</label>
      <input id="role-reason" name="reason" required maxlength="200" autocomplete="off">
      <p class="buttons"><button type="button" data-action="leave-role">Leave it as it is</button>
        <button value="set" class="primary">Set the role</button></p>
    </form>
  </dialog>`;
}

function passwordDialog(): Html {
  return html`<dialog id="password-dialog" aria-labelledby="password-title">
    <form method="dialog">
      <h2 id="password-title">Password of <span data-name></span></h2>
      <p class="secret"><output data-password tabindex="0"></output></p>
      <p>It is shown now and never again: give it to its user and to nobody else. It lets in until <time data-until></time> (UTC), only to set a
        password of one’s own.</p>
      <p class="buttons"><button class="primary" value="done">I have noted it</button></p>
    </form>
  </dialog>`;
}
