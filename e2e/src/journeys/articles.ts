/** What the shop's front page sells. */

/** Paths of the priced articles (`/article/…`), in the page's order. */
export async function pricedArticles(shopUrl: string): Promise<string[]> {
  const front = await (await fetch(`${shopUrl}/`)).text();
  const found = front.matchAll(/data-mpoffer="[^"]*resource=([^"&]+)/g);
  return [...new Set([...found].map((match) => decodeURIComponent(match[1] ?? '')))];
}

/** The address of the nth priced article, counted from 0. */
export async function articleUrl(shopUrl: string, index: number): Promise<string> {
  const path = (await pricedArticles(shopUrl))[index];
  if (path === undefined) throw new Error(`the front page has no priced article ${index}`);
  return `${shopUrl}${path}`;
}
