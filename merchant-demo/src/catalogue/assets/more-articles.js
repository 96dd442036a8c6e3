/** Brings the articles that did not fit on the front page, with their offers, without leaving it. */
const button = document.querySelector('[data-more-button]');
const list = document.querySelector('[data-more-list]');
const status = document.querySelector('[data-more-status]');

if (button !== null && list !== null && status !== null)
  button.addEventListener('click', (event) => {
    event.preventDefault();
    void addArticles();
  });

async function addArticles() {
  try {
    const answer = await fetch(button.href, { headers: { accept: 'application/json' } });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const { articles } = await answer.json();
    const entries = articles.map(entryOf);
    list.append(...entries);
    button.remove();
    status.textContent = `${articles.length} ${status.dataset.loaded}`;
    entries[0]?.querySelector('a')?.focus();
  } catch {
    status.textContent = status.dataset.failed ?? '';
    status.classList.remove('visually-hidden');
  }
}

function entryOf({ href, offerPath, section, title, standfirst, byline, minutes, price, priceLabel, free }) {
  const link = element('a', '', title);
  link.href = href;
  if (offerPath !== undefined) link.dataset.mpoffer = offerPath;
  const headline = element('h2', 'headline');
  headline.append(link);
  const tag = element('span', free ? 'price price-free' : 'price', price);
  if (!free) tag.prepend(element('span', 'visually-hidden', `${priceLabel} `));
  const line = element('p', 'byline');
  line.append(element('span', '', byline), ' ', element('span', '', minutes), ' ', tag);
  const entry = element('article', 'entry entry-plain');
  entry.append(element('p', 'section', section), headline, element('p', 'standfirst', standfirst), line);
  return entry;
}

function element(name, className, text = '') {
  const made = document.createElement(name);
  if (className !== '') made.className = className;
  made.textContent = text;
  return made;
}
