import type { Article } from '../article.ts';

export const minitel: Article = {
  slug: 'minitel',
  section: { fr: 'Mémoire', en: 'Memory' },
  title: { fr: 'Le Minitel tire sa révérence', en: 'The Minitel takes its bow' },
  standfirst: { fr: 'Trente ans durant, …', en: 'For thirty years …' },
  author: 'Hélène Marchais',
  body: { fr: ['…'], en: ['…'] },
  drawing: 'minitel',
  prices: { EUR: 20, FRF: 300 },
  offerInBody: true,
};
