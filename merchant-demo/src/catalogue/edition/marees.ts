/** Report, 1.20 EUR, the lead: oyster farmers and the sea. */
import type { Article } from '../article.ts';

export const marees: Article = {
  slug: 'marees',
  section: { fr: 'Reportage', en: 'Report' },
  title: { fr: 'Les gardiens de la marée', en: 'The keepers of the tide' },
  standfirst: {
    fr: 'Deux fois par jour, la mer rend à quatorze familles un champ de trois cents hectares. Elles ont six heures pour y travailler.',
    en: 'Twice a day the sea gives fourteen families back a field of three hundred hectares. They have six hours to work in it.',
  },
  author: 'Maëlle Kerbrat',
  body: {
    fr: [
      'À cinq heures dix, Yann Le Goff regarde ses bottes plutôt que l’horizon. « Quand l’eau passe le deuxième lacet, on y va. » Le tracteur descend la cale dans un bruit de chaînes. Derrière lui, la baie se vide, et ce qui était la mer devient un pays : des chemins, des haies de bois noir, des parcelles dont chacun ici connaît le nom.',
      'On élève des huîtres dans cette anse depuis cinq générations, et l’on s’y dispute depuis six. Le cadastre est tenu par l’administration ; le vrai, celui qui dit où le courant dépose et où il emporte, est dans les têtes. Une table posée deux mètres trop haut donne des coquilles plates. Deux mètres trop bas, les étoiles de mer montent se servir.',
      'Les sacs se retournent à la main, un par un, sept kilos, douze kilos selon la saison. Il y en a neuf mille. Le geste prend quatre secondes : saisir, soulever, claquer, reposer. Le claquement importe, il casse la dentelle que l’huître fabrique au bord de sa coquille et l’oblige à grossir au lieu de s’allonger. De loin, par temps calme, on croit entendre applaudir.',
      'Ce qui a changé, dit Yann, c’est le vent, et l’eau du mois d’août. Les étés chauds, la mer a des fièvres. On a perdu en 2018 la moitié des jeunes. On a appris à descendre plus tôt, à espacer, à accepter de vendre moins. Son neveu pose des thermomètres le long de l’ancien chenal et tient un cahier. La science du vieux et celle du jeune disent la même chose avec des chiffres différents.',
      'À onze heures, l’eau revient. Elle ne revient pas comme une vague, mais comme une pensée : un filet dans une ornière, puis une flaque qui en rejoint une autre, et d’un coup l’on est sur une île. Le tracteur remonte. Sur la cale, on compte les gens avant de compter les sacs. C’est la règle, et elle a une raison, dont on ne parle pas le matin.',
      'Le soir, la baie est pleine, lisse, et rien ne se voit. Un promeneur photographie le coucher du soleil. Il ne sait pas qu’il y a là-dessous neuf mille sacs, des haies, des chemins, et le nom des gens.',
    ],
    en: [
      'At ten past five Yann Le Goff is watching his boots, not the horizon. “When the water passes the second eyelet, we go.” The tractor rattles down the slipway on its chains. Behind it the bay empties, and what was sea becomes a country: lanes, hedges of black timber, plots whose names everyone here knows.',
      'Oysters have been raised in this cove for five generations, and argued over for six. The land register is kept by the authorities; the real one, which says where the current gives and where it takes, is kept in people’s heads. A table set two metres too high grows flat shells. Two metres too low, and the starfish come up to help themselves.',
      'The bags are turned by hand, one by one, seven kilos or twelve according to the season. There are nine thousand. The gesture takes four seconds: grasp, lift, slap, lay down. The slap matters: it breaks the lace that the oyster builds at the edge of its shell, so that it must grow stout rather than long. From afar, in still weather, it sounds like applause.',
      'What has changed, says Yann, is the wind, and the water in August. In hot summers the sea runs a fever. In 2018 they lost half of their young stock. They have learned to go down earlier, to space the bags out, to sell less. His nephew plants thermometers along the old channel and keeps a notebook. The old man’s science and the young man’s say the same thing in different figures.',
      'At eleven the water comes back. It does not come as a wave but as a thought: a trickle in a wheel rut, then one puddle reaching another, and all at once you are standing on an island. The tractor climbs. On the slipway they count the people before they count the bags. That is the rule, and there is a reason for it, which nobody mentions in the morning.',
      'By evening the bay is full and smooth, and nothing shows. A walker photographs the sunset. He does not know that under it there are nine thousand bags, and hedges, and lanes, and people’s names.',
    ],
  },
  drawing: 'tide',
  prices: { EUR: 120, FRF: 1500 },
  offerInBody: true,
};
