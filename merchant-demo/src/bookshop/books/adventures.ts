/** The shelf of adventures, and of what keeps one awake. */
import type { Book } from './book.ts';

export const adventures: readonly Book[] = [
  {
    slug: 'vingt-mille-lieues',
    title: 'Vingt mille lieues sous les mers',
    author: 'Jules Verne',
    year: 1870,
    shelf: 'adventure',
    binding: { fr: 'Broché, gravures d’époque', en: 'Softcover, with the old engravings' },
    pageCount: 624,
    note: {
      fr: 'Un savant, un harponneur et un domestique sont pris à bord d’un sous-marin dont le capitaine a renoncé à la terre. Avec les gravures de l’édition Hetzel.',
      en: 'A scholar, a harpooner and a servant are taken aboard a submarine whose captain has given up the land. With the engravings of the Hetzel edition.',
    },
    opening:
      'L’année 1866 fut marquée par un événement bizarre, un phénomène inexpliqué et inexplicable que personne n’a sans doute oublié.',
    cover: {
      ground: '#0f3b4f',
      ink: '#e8f1ee',
      spot: '#e7a23c',
      lines: ['Vingt mille', 'lieues sous', 'les mers'],
    },
    prices: { EUR: 1250, FRF: 8200 },
  },
  {
    slug: 'arsene-lupin',
    title: 'Arsène Lupin, gentleman-cambrioleur',
    author: 'Maurice Leblanc',
    year: 1907,
    shelf: 'adventure',
    binding: { fr: 'Poche', en: 'Paperback' },
    pageCount: 288,
    note: {
      fr: 'Neuf nouvelles. Dans la première, il est arrêté. On conseille de surveiller son portefeuille, surtout s’il est ouvert.',
      en: 'Nine stories. In the first of them he is arrested. Keep an eye on your wallet while reading, above all on an open one.',
    },
    opening: 'L’étrange voyage ! Il avait si bien commencé cependant !',
    cover: { ground: '#1d1b22', ink: '#f2ead9', spot: '#b8323a', lines: ['Arsène', 'Lupin'] },
    prices: { EUR: 790, FRF: 5200 },
  },
  {
    slug: 'horla',
    title: 'Le Horla',
    author: 'Guy de Maupassant',
    year: 1887,
    shelf: 'adventure',
    binding: { fr: 'Poche', en: 'Paperback' },
    pageCount: 112,
    note: {
      fr: 'Un journal intime, une carafe qui se vide la nuit, un miroir où l’on ne se voit plus. Cent pages, et la lampe reste allumée.',
      en: 'A diary, a carafe that empties itself at night, a mirror that no longer shows you. A hundred pages, and the lamp stays on.',
    },
    opening: 'Quelle journée admirable ! J’ai passé toute la matinée étendu sur l’herbe, devant ma maison.',
    cover: { ground: '#c9cfd6', ink: '#1f2530', spot: '#5c6f8a', lines: ['Le Horla'] },
    prices: { EUR: 420, FRF: 2800 },
  },
];
