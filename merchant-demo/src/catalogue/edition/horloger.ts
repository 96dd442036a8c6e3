/** Portrait, 0.40 EUR: a town clockmaker. */
import type { Article } from '../article.ts';

export const horloger: Article = {
  slug: 'horloger',
  section: { fr: 'Portrait', en: 'Portrait' },
  title: { fr: 'L’homme qui remet Besançon à l’heure', en: 'The man who sets Besançon right' },
  standfirst: {
    fr: 'Soixante-trois horloges publiques, un escabeau, une burette d’huile. Portrait d’un horloger municipal.',
    en: 'Sixty-three public clocks, a stepladder, a can of oil. Portrait of a town clockmaker.',
  },
  author: 'Paul Rascol',
  body: {
    fr: [
      'Il commence toujours par la gare. « Parce que là, les gens vérifient. » Bernard Cuenot monte les quarante-deux marches qui mènent derrière le cadran, ouvre une trappe, et passe la tête dans un mètre cube de rouages. Il ne regarde pas l’heure : il écoute l’intervalle. Un tic un peu long, c’est une dent usée. Un tac un peu mou, c’est l’huile.',
      'La ville compte soixante-trois horloges publiques, et il les connaît comme un facteur connaît ses chiens. Celle du lycée avance par grand froid. Celle de Saint-Pierre a été réglée, en 1952, par un homme qui aimait partir tôt, et l’habitude lui est restée. Celle de l’hôpital a un mouvement électrique, exact et sans conversation.',
      'On lui a proposé de tout raccorder au signal d’un satellite. Il n’est pas contre. Il a seulement demandé qui monterait quand une hirondelle nicherait dans l’aiguille des minutes. L’affaire en est restée là. Depuis, il tient un registre : date, écart, cause. À la colonne des causes, on lit « poussière », « grêle », « amoureux » – ceux-là ont accroché un cadenas à la petite aiguille.',
      'Le dernier dimanche d’octobre, il travaille toute la nuit. Il arrête chaque pendule une heure entière et attend à côté. C’est long, une heure sans heure. « Je pense à ceux qui dorment, dit-il. Je leur en donne une. »',
    ],
    en: [
      'He always begins with the station. “Because there, people check.” Bernard Cuenot climbs the forty-two steps behind the dial, opens a hatch and puts his head into a cubic metre of wheels. He doesn’t look at the time: he listens to the gap. A tick a shade too long is a worn tooth. A tock a shade too soft is the oil.',
      'The town has sixty-three public clocks, and he knows them as a postman knows his dogs. The one at the school runs fast in hard frost. The one at Saint-Pierre was set in 1952 by a man who liked to leave early, and has kept the habit. The one at the hospital is electric, accurate, and has no conversation.',
      'They offered to connect all of them to a satellite’s signal. He isn’t against it. He only asked who would go up when a swallow nests in the minute hand. There the matter rested. Since then he has kept a register: date, error, cause. Under causes one reads “dust”, “hail”, “lovers” – these had hung a padlock on the hour hand.',
      'On the last Sunday of October he works all night. He stops each clock for one whole hour and waits beside it. It is long, an hour without an hour. “I think of the people asleep,” he says. “I am giving them one.”',
    ],
  },
  prices: { EUR: 40, FRF: 400 },
  offerInBody: true,
};
