/** Memory, 0.20 EUR: the terminal that sold pages before the web did. */
import type { Article } from '../article.ts';

export const minitel: Article = {
  slug: 'minitel',
  section: { fr: 'Mémoire', en: 'Memory' },
  title: { fr: 'Le Minitel tire sa révérence', en: 'The Minitel takes its bow' },
  standfirst: {
    fr: 'Il tenait sur le guéridon du téléphone et savait l’heure des trains avant tout le monde. Visite à ceux qui l’ont débranché les derniers.',
    en: 'It sat on the telephone table and knew the train times before anybody else. We called on the people who unplugged theirs last.',
  },
  author: 'Hélène Marchais',
  body: {
    fr: [
      'Dans la maison de Mme Aubry, à Lannion, le Minitel n’a pas quitté le couloir. Il est là, clavier rabattu, beige comme un pull de 1985, sous le calendrier des pompiers. « Je l’essuie le jeudi, dit-elle, avec le reste. » Le soir du 30 juin 2012, elle l’a allumé une dernière fois, a composé le 3611, et cherché son propre nom dans l’annuaire. Il y était. Elle a éteint.',
      'On oublie à quel point la chose était simple. Pas de mot de passe, pas d’abonnement, pas de mise à jour. Une touche pour envoyer, une pour corriger, une pour la suite. Les services étaient des milliers et l’on payait à la durée, sur la facture du téléphone : quelques francs la consultation, sans jamais donner un numéro de carte à personne. Des journaux y ont vécu mieux que sur le web.',
      'C’est cette partie de l’histoire qui intéresse aujourd’hui les ingénieurs. « Le kiosque avait résolu une question que le web a mis trente ans à reposer, explique l’un d’eux, retraité des télécommunications. Comment faire payer très peu, à beaucoup de monde, pour des choses très différentes, sans que le marchand sache qui vous êtes ? » La réponse tenait dans un intermédiaire : la compagnie du téléphone additionnait, prélevait une fois, reversait à chacun.',
      'Il y avait des défauts, et on les connaissait tous. L’écran faisait vingt-cinq lignes. Les dessins s’affichaient bloc par bloc, comme si quelqu’un carrelait une salle de bains. On a vu des factures qui ont valu des scènes de ménage. Mais il y avait une politesse dans cette machine : elle ne faisait rien qu’on ne lui eût demandé.',
      'À Rennes, une association en répare encore. Ses membres ont rebranché un serveur, pour le plaisir, et l’on y consulte la météo des plages. Un adolescent venu là par curiosité a regardé la page se dessiner, ligne après ligne, et il a eu ce mot : « On a le temps de lire. »',
    ],
    en: [
      'In Madame Aubry’s house in Lannion the Minitel has never left the hallway. There it stands, keyboard folded up, beige as a jumper from 1985, under the firemen’s calendar. “I dust it on Thursdays,” she says, “with everything else.” On the evening of 30 June 2012 she switched it on one last time, dialled 3611 and looked for her own name in the directory. It was there. She switched it off.',
      'One forgets how simple it was. No password, no subscription, no updates. One key to send, one to correct, one for the next page. There were thousands of services, and you paid by the minute on your telephone bill: a few francs a visit, and never a card number to anyone. Some newspapers lived better on it than they have on the web.',
      'That is the part of the story that interests engineers today. “The kiosk had answered a question that took the web thirty years to ask again,” says one of them, retired from telecommunications. “How do you have a great many people pay very little, for very different things, without the shop knowing who they are?” The answer was a party in the middle: the telephone company added up, collected once, and paid out to each.',
      'It had its faults, and everyone knew them. The screen had twenty-five lines. Pictures appeared block by block, as if somebody were tiling a bathroom. There were bills that led to words at the dinner table. But there was a courtesy in the machine: it did nothing that it had not been asked to do.',
      'In Rennes a society still repairs them. Its members have put a server back on the line, for the pleasure of it, and you can look up the weather at the beaches. A teenager who came out of curiosity watched the page draw itself, line after line, and said: “There’s time to read.”',
    ],
  },
  drawing: 'minitel',
  prices: { EUR: 20, FRF: 300 },
  offerInBody: true,
};
