/** The back office's words, in both languages. */
import type { Language } from '../../catalogue/language.ts';

const french = {
  title: 'Administration',
  books: 'Ventes et crédits',
  signIn: 'Se connecter',
  signOut: 'Se déconnecter',
  token: 'Jeton de l’exploitant',
  tokenHelp: 'Il se trouve dans le fichier operator-token du répertoire de données.',
  wrong: 'Ce jeton n’est pas le bon.',
  sold: 'Ventes',
  credited: 'Crédité',
  waiting: 'En attente',
  waitingNote: 'à réclamer à l’intermédiaire',
  refused: 'Refusées',
  refusedNote: 'revenues à l’acheteur',
  sales: 'ventes',
  lastSales: 'Dernières ventes',
  noSales: 'Aucune vente pour le moment.',
  when: 'Date',
  resource: 'Article',
  amount: 'Montant',
  state: 'État',
  receipt: 'Reçu',
  delivered: 'livré',
  claimed: 'réclamé',
  creditedState: 'crédité',
  refusedState: 'refusé',
};

export type OperatorWords = Readonly<Record<keyof typeof french, string>>;

const english: OperatorWords = {
  title: 'Back office',
  books: 'Sales and credits',
  signIn: 'Sign in',
  signOut: 'Sign out',
  token: 'Operator’s token',
  tokenHelp: 'It is in the file operator-token of the data directory.',
  wrong: 'That is not the token.',
  sold: 'Sold',
  credited: 'Credited',
  waiting: 'Waiting',
  waitingNote: 'to be claimed from the intermediary',
  refused: 'Refused',
  refusedNote: 'gone back to the buyer',
  sales: 'sales',
  lastSales: 'Latest sales',
  noSales: 'Nothing sold yet.',
  when: 'Date',
  resource: 'Article',
  amount: 'Amount',
  state: 'State',
  receipt: 'Receipt',
  delivered: 'delivered',
  claimed: 'claimed',
  creditedState: 'credited',
  refusedState: 'refused',
};

export function operatorWordsOf(language: Language): OperatorWords {
  return language === 'fr' ? french : english;
}
