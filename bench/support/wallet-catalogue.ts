/** A catalogue of as many cheap articles as a benchmark buys: each is bought once. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export async function writeCatalogue(directory: string, count: number) {
  const slugs = Array.from({ length: count }, (_, index) => `article-${index}`);
  const articles = slugs.map((slug, index) => ({
    slug,
    title: `Article ${index}`,
    standfirst: 'One of many.',
    body: ['A short text, as long as a telegram.'],
    priceMinor: 10,
  }));
  await mkdir(directory, { recursive: true });
  const path = join(directory, 'catalogue.json');
  await writeFile(path, JSON.stringify({ articles }));
  return { path, slugs };
}
