/** Travel, 0.80 EUR: a night between Paris and the Pyrenees. */
import type { Article } from '../article.ts';

export const trainDeNuit: Article = {
  slug: 'train-de-nuit',
  section: { fr: 'Voyage', en: 'Travel' },
  title: { fr: 'Le train qui part quand on se couche', en: 'The train that leaves at bedtime' },
  standfirst: {
    fr: 'On les disait finis. Ils repartent de la gare d’Austerlitz avec des draps propres, des retards, et des conversations qu’on n’a nulle part ailleurs.',
    en: 'They were said to be finished. They are leaving Austerlitz again with clean sheets, delays, and conversations to be had nowhere else.',
  },
  author: 'Clémence Oudin',
  body: {
    fr: [
      'À vingt et une heures quarante, sur le quai, tout le monde fait la même chose : lire le numéro de la voiture sur son billet, le relire sur la voiture, et sourire comme si l’on avait gagné. Le train de nuit se prend encore avec ce petit soulagement d’enfant. Il n’est pas rapide. Il est là, et demain matin il y aura la montagne.',
      'Dans le compartiment, six couchettes, quatre inconnus. Une étudiante en droit, un monsieur qui porte une scie dans un étui, une infirmière qui dort déjà, et moi. La règle tient en peu de mots : le plus ancien choisit la lumière, le plus jeune la hauteur. Le monsieur à la scie est luthier. Il va chercher du bois dans un village dont il tait le nom.',
      'On parle bas. Dans l’avion, on se tait parce qu’on est serré ; ici on parle parce qu’on est couché. Il y a une franchise de la position horizontale. À Orléans l’étudiante sait pourquoi elle n’aime pas le droit, à Limoges le luthier lui a conseillé de finir quand même.',
      'Vers trois heures, arrêt en pleine voie. Silence énorme. On entend un chien, quelqu’un qui marche sur le ballast, une clé. Le contrôleur passe et murmure qu’on laisse filer un train de marchandises. Personne ne consulte l’heure. Il n’y a rien à rattraper : le retard est compris dans la nuit.',
      'Puis le matin arrive par le bas, comme de l’eau. Un gris, un rose, une rivière qu’on longe. Des gens sortent dans le couloir avec leurs cheveux de travers et leur gobelet de café, et ne se disent pas bonjour, parce qu’ils se le sont déjà dit hier. Les Pyrénées sont au bout de la vitre. On a traversé le pays sans le voir, et pourtant on a l’impression d’avoir fait connaissance.',
    ],
    en: [
      'At twenty to ten everyone on the platform does the same thing: reads the number of the carriage on the ticket, reads it again on the carriage, and smiles as if at a prize. One still boards the night train with that small childish relief. It is not fast. It is there, and tomorrow morning there will be mountains.',
      'In the compartment, six berths and four strangers. A law student, a gentleman with a saw in a case, a nurse who is asleep already, and me. The rules are short: the eldest decides on the light, the youngest on the height. The gentleman with the saw makes violins. He is going for wood, to a village that he declines to name.',
      'We talk low. In an aeroplane people are silent because they are squeezed; here they talk because they are lying down. There is a candour in being horizontal. By Orléans the student knows why she doesn’t care for the law; by Limoges the violin maker has advised her to finish it anyway.',
      'Around three we stop between stations. An enormous silence. A dog, somebody walking on the ballast, a spanner. The guard comes by and whispers that we are letting a goods train through. Nobody looks at the time. There is nothing to catch up with: the delay is included in the night.',
      'Then morning comes in from below, like water. A grey, a pink, a river alongside. People come out into the corridor with their hair askew and their paper cups, and don’t say good morning, because they said it yesterday. The Pyrenees are at the end of the window. We have crossed the country without seeing it, and yet feel that we have been introduced.',
    ],
  },
  prices: { EUR: 80, FRF: 800 },
  offerInBody: true,
};
