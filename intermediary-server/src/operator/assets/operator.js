/**
 * Keeps the operator's page fresh and sends what its buttons ask for. Sections are replaced only when they changed,
 * with focus, opened details and scroll kept; nothing moves while a question is open.
 */
const panel = document.querySelector('#panel');
const notice = document.querySelector('#notice');
const dialog = document.querySelector('#close-dialog');
const refreshMs = 3000;
let etag = '';

async function refresh() {
  try {
    const response = await fetch('/operator/panel', {
      headers: etag === '' ? {} : { 'if-none-match': etag },
    });
    if (response.status === 401) {
      location.assign('/operator');
      return;
    }
    if (notice.dataset.kind === 'offline') say('');
    if (response.status === 304) return;
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    etag = response.headers.get('etag') ?? '';
    const parsed = new DOMParser().parseFromString(await response.text(), 'text/html');
    for (const part of parsed.querySelectorAll('[data-part]')) replace(part);
  } catch {
    say('The intermediary does not answer. The page tries again by itself.', 'offline');
  }
}

function replace(part) {
  const old = panel.querySelector(`[data-part="${part.dataset.part}"]`);
  for (const details of old.querySelectorAll('details[open]'))
    part.querySelector(`#${CSS.escape(details.id)}`)?.setAttribute('open', '');
  if (old.outerHTML === part.outerHTML) return;
  const focused = old.contains(document.activeElement) ? document.activeElement : undefined;
  const details = focused?.closest('details');
  old.replaceWith(part);
  if (focused?.id) document.getElementById(focused.id)?.focus({ preventScroll: true });
  else if (details)
    document.getElementById(details.id)?.querySelector('summary')?.focus({ preventScroll: true });
}

function say(text, kind = '') {
  notice.textContent = text;
  notice.dataset.kind = kind;
}

async function send(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}

async function act(working, work) {
  say(working);
  try {
    say(await work());
  } catch (error) {
    say(error.message, 'bad');
  }
  await refresh();
}

panel.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-action]');
  if (button === null) return;
  const { action, payer, status, period } = button.dataset;
  if (action === 'close') {
    dialog.querySelector('[data-period]').textContent = period;
    dialog.returnValue = 'cancel';
    dialog.showModal();
  }
  if (action === 'status')
    act('Asking…', async () => {
      await send(`/operator/payers/${payer}/status`, { status });
      return status === 'suspended' ? 'The payer is suspended.' : 'The payer may pay again.';
    });
});

dialog.addEventListener('close', () => {
  if (dialog.returnValue !== 'close') return;
  act('Closing the period: the bank is being asked…', async () => {
    const { period, balanced, debits, credits } = await send('/operator/close', {});
    const outcome = balanced ? 'It is balanced.' : 'It is not balanced: see below.';
    return `Period ${period} is closed: ${debits.length} debits, ${credits.length} credits. ${outcome}`;
  });
});

setInterval(() => {
  if (!dialog.open && document.visibilityState === 'visible') refresh();
}, refreshMs);
