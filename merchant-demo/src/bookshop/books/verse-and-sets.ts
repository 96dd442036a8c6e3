/** Verse, the stage, and what takes a whole shelf. */
import type { Book } from './book.ts';

export const verse: readonly Book[] = [
  {
    slug: 'fleurs-du-mal',
    title: 'Les Fleurs du mal',
    author: 'Charles Baudelaire',
    year: 1857,
    shelf: 'verse',
    binding: { fr: 'Broché', en: 'Softcover' },
    pageCount: 352,
    note: {
      fr: 'Le texte de 1861, avec les six pièces condamnées à la fin, là où la justice les avait envoyées.',
      en: 'The text of 1861, with the six condemned poems at the end, where the court had sent them.',
    },
    opening: 'La sottise, l’erreur, le péché, la lésine, occupent nos esprits et travaillent nos corps.',
    cover: { ground: '#f0d9d3', ink: '#4a1626', spot: '#b33951', lines: ['Les Fleurs', 'du mal'] },
    prices: { EUR: 850, FRF: 5600 },
  },
  {
    slug: 'cyrano',
    title: 'Cyrano de Bergerac',
    author: 'Edmond Rostand',
    year: 1897,
    shelf: 'verse',
    binding: { fr: 'Poche', en: 'Paperback' },
    pageCount: 320,
    note: {
      fr: 'Cinq actes à lire à voix haute, de préférence à quelqu’un. À la fin de l’envoi, il touche.',
      en: 'Five acts to be read aloud, and better to somebody. At the end of the envoi, he hits.',
    },
    opening:
      'La salle de l’Hôtel de Bourgogne, en 1640. Sorte de hangar de jeu de paume aménagé pour des représentations.',
    cover: { ground: '#f3cf73', ink: '#2c2416', spot: '#a8372c', lines: ['Cyrano', 'de Bergerac'] },
    prices: { EUR: 590, FRF: 3900 },
  },
];

export const sets: readonly Book[] = [
  {
    slug: 'monte-cristo',
    title: 'Le Comte de Monte-Cristo',
    author: 'Alexandre Dumas',
    year: 1846,
    shelf: 'sets',
    binding: { fr: 'Deux volumes reliés, signets de soie', en: 'Two bound volumes, silk ribbons' },
    pageCount: 1632,
    note: {
      fr: 'Attendre et espérer, en deux volumes reliés pleine toile. L’évasion est au chapitre vingt ; le reste est la facture.',
      en: 'Wait and hope, in two volumes bound in full cloth. The escape is in chapter twenty; the rest is the bill.',
    },
    opening:
      'Le 24 février 1815, la vigie de Notre-Dame de la Garde signala le trois-mâts le Pharaon, venant de Smyrne, Trieste et Naples.',
    cover: {
      ground: '#132a4e',
      ink: '#f1e7cf',
      spot: '#d5a94c',
      lines: ['Le Comte', 'de Monte-Cristo'],
    },
    prices: { EUR: 11900, FRF: 78000 },
  },
  {
    slug: 'temps-perdu',
    title: 'À la recherche du temps perdu',
    author: 'Marcel Proust',
    year: 1913,
    shelf: 'sets',
    binding: { fr: 'Sept volumes sous coffret', en: 'Seven volumes in a slipcase' },
    pageCount: 3416,
    note: {
      fr: 'Les sept volumes, dans un coffret qui tient debout tout seul. Deux kilos six : le facteur est prévenu.',
      en: 'All seven volumes, in a slipcase that stands by itself. Two kilos six hundred: the postman has been told.',
    },
    opening: 'Longtemps, je me suis couché de bonne heure.',
    cover: {
      ground: '#f4efe1',
      ink: '#26211a',
      spot: '#b0473c',
      lines: ['À la recherche', 'du temps perdu'],
    },
    prices: { EUR: 16800, FRF: 110000 },
  },
];
