/** The shelf of novels and tales. */
import type { Book } from './book.ts';

const paperback = { fr: 'Poche', en: 'Paperback' };

export const novels: readonly Book[] = [
  {
    slug: 'madame-bovary',
    title: 'Madame Bovary',
    author: 'Gustave Flaubert',
    year: 1857,
    shelf: 'novels',
    binding: paperback,
    pageCount: 528,
    note: {
      fr: 'Une femme lit trop de romans ; un romancier, lui, pèse chaque virgule. On le vend toutes les semaines depuis l’ouverture, et il revient rarement d’occasion.',
      en: 'A woman reads too many novels; a novelist weighs every comma. We have sold it every week since we opened, and it seldom comes back second-hand.',
    },
    opening:
      'Nous étions à l’étude, quand le Proviseur entra, suivi d’un nouveau habillé en bourgeois et d’un garçon de classe qui portait un grand pupitre.',
    cover: { ground: '#e9dcc3', ink: '#3b2a20', spot: '#9c3f35', lines: ['Madame', 'Bovary'] },
    prices: { EUR: 690, FRF: 4500 },
  },
  {
    slug: 'princesse-de-cleves',
    title: 'La Princesse de Clèves',
    author: 'Madame de La Fayette',
    year: 1678,
    shelf: 'novels',
    binding: paperback,
    pageCount: 256,
    note: {
      fr: 'Le premier roman où il ne se passe presque rien, sinon l’essentiel. Cent pages de cour, et un aveu dont on parle encore.',
      en: 'The first novel in which almost nothing happens but what matters. A hundred pages of court, and one confession that is talked about to this day.',
    },
    opening:
      'La magnificence et la galanterie n’ont jamais paru en France avec tant d’éclat que dans les dernières années du règne de Henri second.',
    cover: { ground: '#4d2a45', ink: '#f4e6d2', spot: '#d9a441', lines: ['La Princesse', 'de Clèves'] },
    prices: { EUR: 540, FRF: 3500 },
  },
  {
    slug: 'candide',
    title: 'Candide',
    author: 'Voltaire',
    year: 1759,
    shelf: 'novels',
    binding: paperback,
    pageCount: 176,
    note: {
      fr: 'Un tour du monde en cent cinquante pages, un tremblement de terre compris, et à la fin un jardin. Le meilleur rapport entre les malheurs et le prix.',
      en: 'Round the world in a hundred and fifty pages, earthquake included, and a garden at the end. Nothing in the shop offers more misfortune for the money.',
    },
    opening:
      'Il y avait en Vestphalie, dans le château de monsieur le baron de Thunder-ten-tronckh, un jeune garçon à qui la nature avait donné les mœurs les plus douces.',
    cover: { ground: '#dfe6cf', ink: '#25402b', spot: '#c8612f', lines: ['Candide'] },
    prices: { EUR: 360, FRF: 2400 },
  },
  {
    slug: 'mare-au-diable',
    title: 'La Mare au diable',
    author: 'George Sand',
    year: 1846,
    shelf: 'novels',
    binding: paperback,
    pageCount: 192,
    note: {
      fr: 'Un laboureur, une bergère, un brouillard du Berry où l’on tourne en rond toute une nuit. À lire dehors.',
      en: 'A ploughman, a shepherdess, and a fog in Berry in which one walks in circles all night. To be read out of doors.',
    },
    opening: 'À la sueur de ton visaige tu gagnerois ta pauvre vie…',
    cover: { ground: '#22313f', ink: '#eef0e6', spot: '#d8c26a', lines: ['La Mare', 'au diable'] },
    prices: { EUR: 490, FRF: 3200 },
  },
  {
    slug: 'bonheur-des-dames',
    title: 'Au Bonheur des Dames',
    author: 'Émile Zola',
    year: 1883,
    shelf: 'novels',
    binding: paperback,
    pageCount: 544,
    note: {
      fr: 'Comment un grand magasin avale une rue. Les petits commerces de notre genre le mettent en vitrine sans rancune.',
      en: 'How a department store swallows a street. Small shops like ours put it in the window and bear no grudge.',
    },
    opening:
      'Denise était venue à pied de la gare Saint-Lazare, où un train de Cherbourg l’avait débarquée avec ses deux frères.',
    cover: { ground: '#d6e4e6', ink: '#123c4a', spot: '#c9483b', lines: ['Au Bonheur', 'des Dames'] },
    prices: { EUR: 890, FRF: 5800 },
  },
];
