// @ts-check
/**
 * The panel in the browser: shows what the reader's events say, and sends what is pressed.
 *
 * It keeps no digit: a key goes to the reader at once, and only the number of digits comes back.
 */

/**
 * @typedef {{ readerName: string, card: string | null, display: [string, string], displayLanguage: string,
 *   pinEntry: { active: boolean, digits: number } }} PanelState
 * @typedef {{ cardId: string, label: string, story: string, holderName: string, panTail: string, expiry: string,
 *   pinTriesLeft?: number, pinTryLimit: number }} DrawerCard
 */

/** @type {import('../panel-texts.ts').PanelTexts} */
const texts = JSON.parse(element('texts').textContent ?? '{}');

/** @type {PanelState | undefined} */
let state;
/** @type {DrawerCard[]} */
let cards = [];
/** Requests go one after the other, so that digits arrive in the order they were keyed. */
let sending = Promise.resolve();

const events = new EventSource('/api/events');
events.addEventListener('state', (event) => {
  state = JSON.parse(event.data);
  showState();
});
events.addEventListener('cards', (event) => {
  cards = JSON.parse(event.data).cards;
  showDrawer();
});
events.addEventListener('error', () => showTrouble(texts.offline));
events.addEventListener('open', () => showTrouble(''));

for (const button of document.querySelectorAll('[data-key]')) {
  button.addEventListener('click', () => press(button.getAttribute('data-key') ?? ''));
}
element('take-out').addEventListener('click', () => send('remove', {}));
element('cards').addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-card]') : null;
  if (button !== null) insert(button.getAttribute('data-card') ?? '');
});
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  const key = keyOf(event);
  if (key === undefined) return;
  event.preventDefault();
  press(key);
});

/**
 * @param {KeyboardEvent} event
 * @returns {string | undefined}
 */
function keyOf(event) {
  if (/^[0-9]$/.test(event.key)) return event.key;
  if (event.key === 'Backspace' || event.key === 'Delete') return 'clear';
  if (event.key === 'Escape') return 'cancel';
  return event.key === 'Enter' && !pressesButton(event.target) ? 'ok' : undefined;
}

/**
 * Whether Enter belongs to the focused button. While a PIN is asked for it is OK, also after the keys were
 * clicked or a card was inserted by keyboard; a key that one went to with Tab stays a button.
 *
 * @param {EventTarget | null} target
 */
function pressesButton(target) {
  const button = target instanceof Element ? target.closest('button, a') : null;
  if (button === null || !state?.pinEntry.active) return button !== null;
  return button.matches('[data-key]:focus-visible, #take-out:focus-visible');
}

/** @param {string} key */
function press(key) {
  const button = document.querySelector(`[data-key="${key}"]`);
  button?.classList.add('pressed');
  setTimeout(() => button?.classList.remove('pressed'), 120);
  send('key', { key });
}

/** @param {string} cardId */
function insert(cardId) {
  if (state?.card === cardId) return;
  if (state?.card) send('remove', {});
  send('insert', { cardId });
  document.querySelector('.reader')?.scrollIntoView({ block: 'nearest' });
}

/**
 * @param {string} action
 * @param {object} body
 */
function send(action, body) {
  sending = sending.then(() => post(action, body)).catch(() => showTrouble(texts.offline));
}

/**
 * @param {string} action
 * @param {object} body
 */
async function post(action, body) {
  const response = await fetch(`/api/${action}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  showTrouble(response.ok ? '' : fill(texts.failed, { message: answer.message }));
}

function showState() {
  if (state === undefined) return;
  const { display, displayLanguage, pinEntry, card } = state;
  element('line1').textContent = display[0];
  element('line2').textContent = display[1];
  element('display').classList.toggle('waiting', pinEntry.active);
  const keyed = pinEntry.digits === 1 ? texts.oneDigit : fill(texts.digits, { count: pinEntry.digits });
  const announcement = pinEntry.active
    ? pinEntry.digits > 0
      ? keyed
      : display[0]
    : display.filter((line) => line !== '').join('. ');
  if (element('announcement').textContent !== announcement) {
    element('announcement').lang = pinEntry.digits > 0 ? document.documentElement.lang : displayLanguage;
    element('announcement').textContent = announcement;
  }
  element('take-out').hidden = card === null;
  showDrawer();
}

/** The list keeps its elements, so that focus stays where it was. */
function showDrawer() {
  const list = element('cards');
  element('drawer-empty').hidden = cards.length > 0;
  const kept = new Set(cards.map(({ cardId }) => cardId));
  for (const item of [...list.children]) if (!kept.has(item.id.slice('card-'.length))) item.remove();
  for (const [index, card] of cards.entries()) {
    const item = document.getElementById(`card-${card.cardId}`) ?? list.appendChild(newItem(card));
    const inSlot = state?.card === card.cardId;
    item.querySelector('.card')?.setAttribute('data-tone', String(index % 4));
    item.classList.toggle('out', inSlot);
    const button = /** @type {HTMLButtonElement} */ (item.querySelector('button'));
    button.textContent = inSlot ? texts.inserted : texts.insert;
    button.setAttribute(
      'aria-label',
      inSlot ? `${card.label}: ${texts.inserted}` : fill(texts.insertCard, card),
    );
    button.setAttribute('aria-disabled', String(inSlot));
    showBadge(/** @type {HTMLElement} */ (item.querySelector('.badge')), card);
  }
  showSlot(cards.findIndex(({ cardId }) => cardId === state?.card));
}

/** @param {number} index of the card in the drawer, -1 for none */
function showSlot(index) {
  const card = cards[index];
  const place = element('slot-card');
  element('slot').classList.toggle('full', card !== undefined);
  if (card === undefined) {
    place.hidden = true;
    place.dataset.cardId = '';
  } else if (place.dataset.cardId !== card.cardId) {
    place.dataset.cardId = card.cardId;
    place.dataset.tone = String(index % 4);
    place.replaceChildren(...cardFace(card));
    place.hidden = false;
  }
}

/**
 * @param {HTMLElement} badge
 * @param {DrawerCard} card
 */
function showBadge(badge, { pinTriesLeft, pinTryLimit }) {
  badge.className = 'badge';
  if (pinTriesLeft === undefined) badge.textContent = texts.dead;
  else if (pinTriesLeft === 0) badge.textContent = texts.blocked;
  else if (pinTriesLeft === 1) badge.textContent = texts.oneTry;
  else badge.textContent = pinTriesLeft < pinTryLimit ? fill(texts.tries, { count: pinTriesLeft }) : '';
  if (!pinTriesLeft) badge.classList.add('bad');
  else badge.classList.add('warn');
  badge.hidden = badge.textContent === '';
}

/** @param {DrawerCard} card */
function newItem(card) {
  const item = make('li', 'entry');
  item.id = `card-${card.cardId}`;
  const picture = make('div', 'card');
  picture.setAttribute('aria-hidden', 'true');
  picture.append(...cardFace(card));
  const words = make('div', 'words');
  const button = make('button', 'insert');
  button.setAttribute('type', 'button');
  button.dataset.card = card.cardId;
  const foot = make('p', 'foot');
  foot.append(button, make('span', 'badge'));
  words.append(make('h3', '', card.label), make('p', 'story', card.story), foot);
  item.append(picture, words);
  return item;
}

/** @param {DrawerCard} card */
function cardFace(card) {
  const [year, month] = [card.expiry.slice(2, 4), card.expiry.slice(4, 6)];
  return [
    make('span', 'chip'),
    make('span', 'mark', 'eComm'),
    make('span', 'number', `•••• ${card.panTail}`),
    make('span', 'holder', card.holderName),
    make('span', 'expiry', `${month}/${year}`),
  ];
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {string} [text]
 */
function make(tag, className, text = '') {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.textContent = text;
  return made;
}

/** @param {string | undefined} message */
function showTrouble(message) {
  const trouble = element('trouble');
  if (trouble.textContent !== message) trouble.textContent = message ?? '';
}

/**
 * @param {string | undefined} template
 * @param {Record<string, unknown>} values
 */
function fill(template, values) {
  return (template ?? '').replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`internal error: no element ${id}`);
  return found;
}
