/** Trades, 0.30 EUR: a baker’s night. */
import type { Article } from '../article.ts';

export const levain: Article = {
  slug: 'levain',
  section: { fr: 'Métiers', en: 'Trades' },
  title: { fr: 'Quatre heures, et le levain n’attend pas', en: 'Four o’clock, and the leaven won’t wait' },
  standfirst: {
    fr: 'Une nuit au fournil avec une boulangère qui a renoncé à la levure, aux affiches et au dimanche.',
    en: 'A night in the bakehouse with a baker who gave up yeast, posters and Sundays.',
  },
  author: 'Paul Rascol',
  body: {
    fr: [
      'La rue est noire et le soupirail est jaune. Nadia Ferrand travaille en dessous du trottoir, avec la radio à peine audible et une horloge qu’elle ne regarde pas. Elle plonge deux doigts dans un seau, les retire, écoute. Elle écoute vraiment : la pâte fait de petites bulles qui crèvent, et à leur rythme elle sait s’il fait trop froid.',
      'Son levain a onze ans, l’âge de sa boutique. De l’eau, de la farine, et tout ce qui vit dans les deux. Elle le nourrit deux fois par jour, Noël compris. Quand elle part, rarement, elle en confie un bocal à sa sœur et un autre au café d’en face. « Un incendie, on refait les murs. Lui, non. »',
      'La levure du commerce fait lever en une heure un pain sans souvenirs. Le levain en demande dix-huit et donne une croûte qui chante, au sens propre : sortie du four, elle craque en refroidissant, et toute l’étagère se met à crépiter. Nadia s’arrête pour l’entendre. C’est la seule pause de la nuit.',
      'Elle a compté : un pain d’un kilo lui coûte en farine le quart de son prix, en bois un dixième, et le reste s’appelle du temps. Les clients l’ont compris avant les banquiers. À sept heures ils sont neuf devant la porte, et personne ne demande de tradition bien blanche. On demande celui qui est au fond, le brun, et l’on s’en va en le tenant sous le bras comme un livre.',
    ],
    en: [
      'The street is black and the grating is yellow. Nadia Ferrand works below the pavement, with the radio barely audible and a clock she never looks at. She dips two fingers into a bucket, draws them out and listens. She truly listens: the dough makes small bubbles that burst, and by their rhythm she knows whether it is too cold.',
      'Her leaven is eleven years old, the age of the shop. Water, flour, and whatever lives in both. She feeds it twice a day, Christmas included. When she goes away, which is rare, she leaves one jar with her sister and another at the café across the road. “After a fire you can build the walls again. Not this.”',
      'Bought yeast raises a loaf without memories in an hour. Leaven asks for eighteen, and gives a crust that sings, quite literally: out of the oven it cracks as it cools, until the whole rack is crackling. Nadia stops to hear it. It is the only break of the night.',
      'She has worked it out: for a kilo loaf the flour is a quarter of the price, the wood a tenth, and the rest is called time. Her customers understood before the bankers did. At seven there are nine of them at the door, and no one asks for a nice pale baguette. They ask for the one at the back, the dark one, and walk off with it under their arm like a book.',
    ],
  },
  prices: { EUR: 30, FRF: 200 },
  offerInBody: true,
};
