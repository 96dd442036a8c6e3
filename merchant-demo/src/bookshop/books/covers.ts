/** The covers: a drawing per book, set with its author and title in one house style. SVG, served as images. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { html, raw } from 'hono/html';
import type { Book } from './book.ts';

const directory = fileURLToPath(new URL('./motifs/', import.meta.url));

/** Each draws on the upper 240 by 236, in the three colours INK, SPOT and GROUND. */
const motifs: ReadonlyMap<string, string> = new Map(
  readdirSync(directory).map((file) => [basename(file, '.svg'), readFileSync(join(directory, file), 'utf8')]),
);

export const coverWidth = 240;
export const coverHeight = 360;

export function coverPathOf({ slug }: Pick<Book, 'slug'>): string {
  return `/covers/${slug}.svg`;
}

/** The cover as an SVG document. */
export function coverOf({ slug, author, cover }: Book): string {
  const { ground, ink, lines } = cover;
  const longest = Math.max(...lines.map((line) => line.length));
  const size = longest > 14 ? 20 : longest > 12 ? 23 : longest > 9 ? 26 : 31;
  const firstLine = 302 - (lines.length - 1) * size * 1.1;
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${coverWidth} ${coverHeight}" width="${coverWidth}" height="${coverHeight}">
<rect width="240" height="360" fill="${ground}"/>
<g fill="none" stroke="${ink}" transform="translate(120 ${lines.length > 2 ? 112 : 120}) scale(${lines.length > 2 ? 0.84 : 0.95}) translate(-120 -128)">${raw(motifOf(slug, cover))}</g>
<rect x="9" y="9" width="222" height="342" fill="none" stroke="${ink}" stroke-opacity=".55"/>
<g fill="${ink}" text-anchor="middle" font-family="Georgia, 'Times New Roman', serif">
${lines.map((line, index) => html`<text x="120" y="${Math.round(firstLine + index * size * 1.1)}" font-size="${size}" font-weight="700" letter-spacing="-.4">${line}</text>`)}
<text x="120" y="328" font-size="11.5" font-family="ui-sans-serif, system-ui, 'Segoe UI', Roboto, sans-serif" letter-spacing=".6">${author}</text>
</g>
<path d="M5 0V360" stroke="#000" stroke-opacity=".14" stroke-width="2"/><path d="M8 0V360" stroke="#fff" stroke-opacity=".14" stroke-width="2"/>
</svg>`.toString();
}

function motifOf(slug: string, { ink, spot, ground }: Book['cover']): string {
  const motif = motifs.get(slug) ?? '';
  return motif.replaceAll('INK', ink).replaceAll('SPOT', spot).replaceAll('GROUND', ground);
}
