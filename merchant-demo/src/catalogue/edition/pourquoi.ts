/** Editorial, free: how this newspaper is sold. */
import type { Article } from '../article.ts';

export const pourquoi: Article = {
  slug: 'pourquoi',
  section: { fr: 'Éditorial', en: 'Editorial' },
  title: { fr: 'Pourquoi ce journal se vend à l’article', en: 'Why this paper is sold by the article' },
  standfirst: {
    fr: 'On n’achète pas la boulangerie pour avoir du pain. Notre prix est sur chaque titre, et rien d’autre ne vous est demandé.',
    en: 'Nobody buys the bakery for a loaf of bread. Our price is on each headline, and nothing else is asked of you.',
  },
  author: 'La rédaction',
  body: {
    fr: [
      'Un journal se vendait autrefois dans la rue, contre une pièce. Le crieur ne demandait ni nom, ni adresse, ni la permission de vous suivre. Il prenait la pièce, vous preniez le journal, et chacun retournait à ses affaires. Nous n’avons pas trouvé mieux.',
      'Ici, chaque titre porte son prix. Quelques centimes pour une chronique, un peu plus pour une enquête qui a demandé des mois. Vous payez d’un geste, avec votre portefeuille ; l’article s’ouvre. Nous ne savons pas qui vous êtes, ce que vous avez lu hier, ni combien il vous reste. Nous savons qu’un article a été vendu. Cela nous suffit.',
      'La première fois, votre carte et son code ouvrent une réserve auprès d’un intermédiaire. Ensuite, plus de code : chaque lecture y puise, et à la fin de la période une seule opération apparaît sur votre compte. Notre vendeur, lui, est crédité une fois, pour la somme de ce qu’il a livré.',
      'Si un article payé ne s’ouvre pas, rien n’est perdu. Redemandez-le : il vous sera livré de nouveau, sans être vendu deux fois. C’est la moindre des choses. Le crieur aussi, quand le vent emportait la feuille, en tendait une autre.',
    ],
    en: [
      'Newspapers used to be sold in the street for a coin. The newsboy asked for no name, no address, nor leave to follow you about. He took the coin, you took the paper, and both went about their business. We have found nothing better.',
      'Here each headline bears its price. A few cents for a column, rather more for an inquiry that took months. You pay with one gesture, from your wallet; the article opens. We do not know who you are, what you read yesterday, or how much you have left. We know that an article was sold. That is enough for us.',
      'The first time, your card and its PIN open a reserve with an intermediary. After that there is no more PIN: each reading draws on it, and at the end of the period one single entry appears on your account. The seller for its part is credited once, with the sum of what it delivered.',
      'If an article that you paid for fails to open, nothing is lost. Ask for it again: it will be delivered again and not sold twice. It is the least one can do. The newsboy too, when the wind took the sheet, would hand you another.',
    ],
  },
  prices: {},
  offerInBody: true,
};
