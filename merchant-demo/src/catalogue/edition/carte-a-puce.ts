/** Science, 0.50 EUR: what a chip card keeps to itself. */
import type { Article } from '../article.ts';

export const carteAPuce: Article = {
  slug: 'carte-a-puce',
  section: { fr: 'Sciences', en: 'Science' },
  title: { fr: 'Un coffre grand comme un ongle', en: 'A strongroom the size of a fingernail' },
  standfirst: {
    fr: 'Sous le carré doré de nos cartes, un ordinateur sans écran garde un secret qu’il ne dira jamais. Il sait pourtant prouver qu’il le connaît.',
    en: 'Under the golden square on our cards, a computer without a screen keeps a secret it will never tell. It can prove that it knows it all the same.',
  },
  author: 'Idriss Benkacem',
  body: {
    fr: [
      'Posez une carte sur la table et regardez le petit carré doré. Ce que vous voyez n’est pas la puce : ce sont ses portes. Six ou huit contacts, un pour le courant, un pour l’horloge, un pour parler, et la puce elle-même est collée derrière, épaisse comme deux cheveux. Elle n’a ni pile ni bouton. Elle dort tant qu’on ne la nourrit pas, et meurt un peu chaque fois qu’on la retire.',
      'Ce minuscule ordinateur a une obsession : ne rien laisser sortir. On peut lui poser des questions, pas lire dans ses pensées. Le code que vous composez n’en sort pas non plus : il y entre, la puce le compare à celui qu’elle garde, et ne répond que par oui ou par non. Au troisième non, elle se ferme. Un compteur le note avant même de comparer, pour qu’on ne puisse pas la tromper en coupant le courant au bon moment.',
      'Le plus beau tour vient ensuite. Le marchand annonce un montant, une date, un numéro d’opération. La puce mêle ces chiffres à sa clé secrète et rend huit octets, un cryptogramme. N’importe qui peut les voir passer ; personne n’en tire rien. Seule la banque, qui connaît la clé, refait le calcul et constate que ces huit octets ne pouvaient venir que de cette carte, pour cet achat. Changez un centime : tout est différent.',
      'On comprend pourquoi le lecteur doit avoir son propre clavier. Un ordinateur de bureau écoute tout, retient tout, et l’on ne sait jamais qui l’habite. Le code tapé sur le lecteur descend droit dans la puce, sans passer par l’écran, sans passer par le réseau. L’ordinateur ne fait que porter des enveloppes fermées.',
      'Dans le laboratoire où l’on attaque ces cartes pour les rendre meilleures, on les chauffe, on les éclaire au laser, on écoute leur consommation. « Elles finissent toutes par parler, dit une ingénieure en rangeant ses aiguilles. La question est de savoir si cela coûte plus cher que ce qu’elles gardent. » Elle a glissé la sienne dans sa poche, comme tout le monde.',
    ],
    en: [
      'Lay a card on the table and look at the little golden square. What you see is not the chip: it is the doors. Six or eight contacts, one for current, one for the clock, one to speak through; the chip itself is glued behind them, as thick as two hairs. It has no battery and no button. It sleeps until it is fed, and dies a little each time it is pulled out.',
      'This tiny computer is obsessed with letting nothing out. You may ask it questions; you may not read its mind. Nor does the code that you key come out again: it goes in, the chip compares it with the one it keeps, and answers only yes or no. At the third no, it shuts. A counter takes note before the comparison is even made, so that nobody can cheat it by cutting the current at the right moment.',
      'The finest trick comes next. The shop names an amount, a date, a number for the purchase. The chip stirs these figures together with its secret key and gives back eight bytes, a cryptogram. Anybody may watch them go by; nobody can make anything of them. Only the bank, which knows the key, repeats the sum and finds that these eight bytes could have come from this card alone, for this purchase alone. Change one cent, and everything is different.',
      'One sees why the reader ought to have a keypad of its own. A desktop computer listens to everything, remembers everything, and one never knows who lives in it. The code keyed on the reader goes straight down into the chip, past neither screen nor network. The computer merely carries sealed envelopes.',
      'In the laboratory where these cards are attacked so that the next ones are better, they are heated, lit by lasers, their appetite for current overheard. “They all talk in the end,” says an engineer, putting away her needles. “The question is whether it costs more than what they are guarding.” She slipped her own into her pocket, like everyone else.',
    ],
  },
  drawing: 'chip',
  prices: { EUR: 50, FRF: 500 },
  offerInBody: true,
};
