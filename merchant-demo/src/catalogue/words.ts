/** The newspaper's own words around the articles, in both languages. */
import type { Language } from './language.ts';

const french = {
  motto: 'L’information à l’article',
  edition: 'Édition du jour',
  skip: 'Aller au contenu',
  free: 'Gratuit',
  read: 'Lire',
  minutes: 'min de lecture',
  by: 'Par',
  more: 'Plus d’articles',
  moreLoaded: 'articles ajoutés',
  moreFailed: 'La suite n’a pas pu être chargée. Réessayez.',
  moreTitle: 'Plus loin dans ce numéro',
  frontPage: 'Retour à la une',
  paid: 'Article payé, ouvert dans ce navigateur.',
  priced: 'prix',
  otherLanguage: 'English',
  colophon:
    'Journal de démonstration. Chaque article se paie seul, au prix marqué, sans compte ni abonnement.',
  operator: 'Administration',
  payTitle: 'La suite de cet article se paie',
  payPrice: 'Prix de l’article',
  payTo: 'Vendeur certifié',
  payWith: 'Avec le portefeuille eComm',
  payWithDo:
    'Ouvrez le portefeuille dans la barre du navigateur : il affiche ce prix et ce vendeur. Un clic, et l’article s’ouvre ici même.',
  payWithout: 'Sans portefeuille',
  payWithoutDo:
    'Installez l’extension eComm, introduisez votre carte dans un lecteur à clavier, composez votre code sur le lecteur, puis rechargez cette page. Aucun numéro de carte n’est demandé sur ce site.',
  payNothing: 'Rien n’est prélevé tant que vous n’avez pas confirmé.',
  notFoundTitle: 'Cette page n’existe pas',
  notFound: 'L’adresse est peut-être ancienne ou mal recopiée. Tous les articles du jour sont à la une.',
  failureTitle: 'Une erreur de notre côté',
  failure: 'La page n’a pas pu être préparée. Rien n’a été prélevé. Réessayez dans un instant.',
  deliveryTitle: 'Ce lien de livraison ne sert plus',
  delivery:
    'Un lien de livraison vaut une heure. Si vous avez payé dans ce navigateur, l’article est déjà ouvert à son adresse ; sinon, votre portefeuille sait le redemander sans payer de nouveau.',
};

export type Words = Readonly<Record<keyof typeof french, string>>;

const english: Words = {
  motto: 'The news, article by article',
  edition: 'Today’s edition',
  skip: 'Skip to content',
  free: 'Free',
  read: 'Read',
  minutes: 'min read',
  by: 'By',
  more: 'More articles',
  moreLoaded: 'articles added',
  moreFailed: 'The rest could not be loaded. Try again.',
  moreTitle: 'Further in this issue',
  frontPage: 'Back to the front page',
  paid: 'Paid, and open in this browser.',
  priced: 'price',
  otherLanguage: 'Français',
  colophon:
    'A demonstration newspaper. Each article is paid by itself, at the price shown, without account or subscription.',
  operator: 'Back office',
  payTitle: 'The rest of this article is for sale',
  payPrice: 'Price of the article',
  payTo: 'Certified seller',
  payWith: 'With the eComm wallet',
  payWithDo:
    'Open the wallet in the browser’s toolbar: it shows this price and this seller. One click, and the article opens right here.',
  payWithout: 'Without a wallet',
  payWithoutDo:
    'Install the eComm extension, put your card into a reader with a keypad, key your PIN on the reader, then load this page again. This site never asks for a card number.',
  payNothing: 'Nothing is charged until you confirm.',
  notFoundTitle: 'There is no such page',
  notFound: 'The address may be old or mistyped. All of today’s articles are on the front page.',
  failureTitle: 'Something went wrong on our side',
  failure: 'The page could not be made. Nothing was charged. Try again in a moment.',
  deliveryTitle: 'This delivery link is spent',
  delivery:
    'A delivery link lasts an hour. If you paid in this browser, the article is open at its own address already; if not, your wallet can ask for it again without paying again.',
};

export function wordsOf(language: Language): Words {
  return language === 'fr' ? french : english;
}
