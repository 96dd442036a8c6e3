/** The users’ page: adding, another password, role, lock. A password that was made is shown once, and is in no address or storage. */
import { act, questions, reloadSaying, send } from './operator.js';

const addUser = document.querySelector('#add-user');
const roleDialog = document.querySelector('#role-dialog');
const passwordDialog = document.querySelector('#password-dialog');
let wantedName = '';
let afterwards = '';

const pathOf = (name, what) => `/operator/users/${encodeURIComponent(name)}/${what}`;

questions.lock = ({ name, status }) => {
  const isLock = status === 'disabled';
  return {
    title: `${isLock ? 'Lock' : 'Unlock'} ${name}?`,
    effect: isLock
      ? 'Its sessions end at once, and it can’t sign in.'
      : 'It can sign in again, by the password that it had.',
    go: isLock ? 'Lock' : 'Unlock',
    ask: (reason) => send(pathOf(name, 'status'), { status, reason }),
    say: () => (isLock ? `${name} is locked.` : `${name} may sign in again.`),
  };
};

questions.reset = ({ name }) => ({
  title: `A new password for ${name}?`,
  effect: 'Its sessions end at once. You are shown a password that lets it in once, to set its own.',
  go: 'Make a password',
  ask: (reason) => send(pathOf(name, 'password'), { reason }),
  say: (made) => {
    showPassword(made, `${name} has a new password.`);
    return undefined;
  },
});

function showPassword({ name, password, until }, words) {
  afterwards = words;
  passwordDialog.querySelector('[data-name]').textContent = name;
  passwordDialog.querySelector('[data-password]').textContent = password;
  const time = passwordDialog.querySelector('[data-until]');
  time.dateTime = new Date(until * 1000).toISOString();
  time.textContent = time.dateTime.slice(0, 16).replace('T', ' ');
  passwordDialog.showModal();
}

// Not by the Escape key: it could not be shown again.
passwordDialog.addEventListener('cancel', (event) => event.preventDefault());
passwordDialog.addEventListener('close', () => {
  passwordDialog.querySelector('[data-password]').textContent = '';
  reloadSaying(afterwards);
});

addUser.addEventListener('submit', (event) => {
  event.preventDefault();
  const fields = new FormData(addUser);
  act('Adding…', async () => {
    const made = await send('/operator/users', { name: fields.get('name'), role: fields.get('role') });
    showPassword(made, `${made.name} is added.`);
    return '';
  });
});

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-action]');
  if (button?.dataset.action === 'role') askRole(button.dataset);
  if (button?.dataset.action === 'leave-role') roleDialog.close('cancel');
});

function askRole({ name, role }) {
  wantedName = name;
  roleDialog.querySelector('[data-name]').textContent = name;
  for (const choice of roleDialog.querySelectorAll('[name="new-role"]'))
    choice.checked = choice.value === role;
  roleDialog.querySelector('[name="reason"]').value = '';
  roleDialog.returnValue = 'cancel';
  roleDialog.showModal();
}

roleDialog.addEventListener('close', () => {
  if (roleDialog.returnValue !== 'set') return;
  const fields = new FormData(roleDialog.querySelector('form'));
  act('Asking…', async () => {
    const set = await send(pathOf(wantedName, 'role'), {
      role: fields.get('new-role'),
      reason: fields.get('reason'),
    });
    const words = `${set.name} is ${set.role} now.`;
    reloadSaying(words);
    return words;
  });
});
