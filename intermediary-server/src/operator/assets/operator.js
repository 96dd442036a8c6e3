/**
 * Keeps the operator's page fresh and sends what its buttons ask for. Sections are replaced only when they changed,
 * with focus, opened details and scroll kept; nothing moves while a question is open. While a close runs, how far it is.
 */
const panel = document.querySelector('#panel');
const notice = document.querySelector('#notice');
const closeDialog = document.querySelector('#close-dialog');
const whyDialog = document.querySelector('#why-dialog');
const progress = document.querySelector('#progress');
const refreshMs = 3000;
const progressMs = 1000;
const saidKey = 'operator.said';
let etag = '';
let wanted;

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

async function watchClose() {
  const response = await fetch('/operator/progress').catch(() => undefined);
  const running = response?.ok ? (await response.json()).running : null;
  progress.hidden = running === null;
  if (running === null) return;
  const { period, settledCount, settlementCount } = running;
  progress.querySelector('[data-period]').textContent = period;
  const bar = progress.querySelector('progress');
  bar.max = Math.max(1, settlementCount);
  bar.value = settledCount;
  const tenths = settlementCount === 0 ? 10 : Math.floor((10 * settledCount) / settlementCount);
  // A screen reader is told each tenth, not each settlement.
  const words = `${tenths * 10} % of ${settlementCount} Open To Buys are settled at the bank`;
  const shown = progress.querySelector('[data-words]');
  if (shown.textContent !== words) shown.textContent = words;
}

function say(text, kind = '') {
  notice.textContent = text;
  notice.dataset.kind = kind;
}

export async function send(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}

/** A page that is not refreshed in parts is asked for anew, and says there what was done. */
export function reloadSaying(words) {
  sessionStorage.setItem(saidKey, words);
  location.reload();
}

export async function act(working, work) {
  say(working);
  try {
    say(await work());
  } catch (error) {
    say(`${error.message.slice(0, 1).toUpperCase()}${error.message.slice(1)}.`, 'bad');
  }
  if (panel !== null) await refresh();
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-action]');
  if (button === null) return;
  const { action, period } = button.dataset;
  if (action === 'close') {
    closeDialog.querySelector('[data-period]').textContent = period;
    closeDialog.returnValue = 'cancel';
    closeDialog.showModal();
  }
  if (action in questions) askWhy(questions[action](button.dataset));
  if (action === 'leave') whyDialog.close('cancel');
});

/** What each button asks for, once a reason is given: its words, and what is sent. */
export const questions = {
  status: ({ kind, subject, name, status }) => {
    const isFreeze = status === 'suspended';
    const stops =
      kind === 'payer' ? 'It pays nothing until it is let go on.' : 'It sells nothing until it is let go on.';
    return {
      title: `${isFreeze ? 'Freeze' : 'Let go on'}: ${kind} ${name}`,
      effect: isFreeze ? stops : 'From the next payment on.',
      go: isFreeze ? 'Freeze' : 'Let go on',
      ask: (reason) => send(`/operator/${kind}s/${encodeURIComponent(subject)}/status`, { status, reason }),
      say: () => (isFreeze ? `The ${kind} is frozen.` : `The ${kind} may go on.`),
    };
  },
  retry: ({ path, attempt }) => ({
    title: 'Ask the gateway once more?',
    effect:
      'It is asked to give the amount back to the card. It gives it back once, however often it is asked.',
    go: 'Try again',
    ask: (reason) => send(path, { attempt: Number(attempt), reason }),
    say: ({ state }) => retried[state],
  }),
};
questions.settle = ({ path, attempt }) => ({
  title: 'Is it settled?',
  effect:
    'The acquirer says that it gave it back, or you have paid the payer otherwise. The gateway is not asked again, and this can’t be taken back.',
  go: 'It is settled',
  ask: (reason) => send(path, { attempt: Number(attempt), reason }),
  say: () => 'It is noted as settled.',
});
const retried = {
  done: 'The gateway has given it back.',
  refused: 'The gateway refuses again.',
  pending: 'The gateway does not answer yet; it is asked again by itself.',
};

function askWhy(question) {
  wanted = question;
  whyDialog.querySelector('h2').textContent = question.title;
  whyDialog.querySelector('[data-effect]').textContent = question.effect;
  whyDialog.querySelector('[data-set]').textContent = question.go;
  whyDialog.querySelector('input').value = '';
  whyDialog.returnValue = 'cancel';
  whyDialog.showModal();
  whyDialog.querySelector('input').focus();
}

whyDialog?.addEventListener('close', () => {
  if (whyDialog.returnValue !== 'set') return;
  const { ask, say: inWords } = wanted;
  const reason = whyDialog.querySelector('input').value.trim();
  act('Asking…', async () => {
    const words = inWords(await ask(reason));
    if (panel === null && words !== undefined) reloadSaying(words);
    return words ?? '';
  });
});

closeDialog?.addEventListener('close', () => {
  if (closeDialog.returnValue !== 'close') return;
  act('Closing the period: the bank is being asked…', async () => {
    const { period, balanced, debits, credits } = await send('/operator/close', {});
    const outcome = balanced ? 'It is balanced.' : 'It is not balanced: see below.';
    return `Period ${period} is closed: ${debits.length} debits, ${credits.length} credits. ${outcome}`;
  });
});

const said = sessionStorage.getItem(saidKey);
if (said !== null) {
  sessionStorage.removeItem(saidKey);
  say(said);
}

if (panel !== null) {
  const isLooked = () => !document.querySelector('dialog[open]') && document.visibilityState === 'visible';
  setInterval(() => {
    if (isLooked()) refresh();
  }, refreshMs);
  setInterval(() => {
    if (document.visibilityState === 'visible') watchClose();
  }, progressMs);
}
