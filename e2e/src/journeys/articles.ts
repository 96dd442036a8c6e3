/** What the shop's front page sells. */

export interface PricedArticle {
  /** `/article/…` */
  readonly path: string;
}

export async function pricedArticles(shopUrl: string): Promise<PricedArticle[]> {
  const front = await (await fetch(`${shopUrl}/`)).text();
  const found = front.matchAll(/data-mpoffer="[^"]*resource=([^"&]+)/g);
  const paths = new Set([...found].map((match) => decodeURIComponent(match[1] ?? '')));
  return [...paths].map((path) => ({ path }));
}

/** The address of the nth priced article, counted from 0. */
export async function articleUrl(shopUrl: string, index: number): Promise<string> {
  const article = (await pricedArticles(shopUrl))[index];
  if (article === undefined) throw new Error(`the front page has no priced article ${index}`);
  return `${shopUrl}${article.path}`;
}
