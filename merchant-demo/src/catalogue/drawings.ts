/** The newspaper's drawings: SVG that stands in the page, so that it takes the page's inks, light or dark. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { html, raw } from 'hono/html';
import type { Article } from './article.ts';
import type { Html } from './pages/layout.ts';

const directory = fileURLToPath(new URL('./drawings/', import.meta.url));

const drawings: ReadonlyMap<string, string> = new Map(
  readdirSync(directory).map((file) => [basename(file, '.svg'), readFileSync(join(directory, file), 'utf8')]),
);

/** Nothing for an article without one. */
export function drawingOf({ drawing }: Pick<Article, 'drawing'>): Html | '' {
  const text = drawing === undefined ? undefined : drawings.get(drawing);
  return text === undefined ? '' : html`<figure class="figure">${raw(text)}</figure>`;
}
