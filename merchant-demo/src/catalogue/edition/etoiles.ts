/** Environment, 1.50 EUR: a village without street lamps. */
import type { Article } from '../article.ts';

export const etoiles: Article = {
  slug: 'etoiles',
  section: { fr: 'Environnement', en: 'Environment' },
  title: { fr: 'Nuit noire sur le causse', en: 'Dark night on the plateau' },
  standfirst: {
    fr: 'Un village a éteint ses lampadaires à vingt-trois heures. Les premiers à s’en apercevoir furent les papillons.',
    en: 'A village put out its street lamps at eleven. The first to notice were the moths.',
  },
  author: 'Maëlle Kerbrat',
  body: {
    fr: [
      'Il y a eu une réunion, bien sûr, avec de la colère et du café. On a parlé de chutes, de cambrioleurs, d’une tante qui rentre tard. Puis le maire a proposé un essai de trois mois, de novembre à janvier, quand les nuits sont longues et les gens couchés. C’était il y a six ans. Personne n’a demandé qu’on rallume.',
      'La première nuit, les habitants sont sortis. Ils ont levé la tête et se sont tus. On comptait vingt étoiles au-dessus de la place ; il y en avait trois mille, et cette traînée laiteuse que les plus vieux se rappelaient avoir vue enfants, sans être bien sûrs de ne pas l’avoir rêvée.',
      'Les entomologistes ont suivi, avec des draps blancs et des patiences d’ange. Autour d’une lampe, un papillon tourne jusqu’à l’épuisement. Sans lampe, il fait ce pour quoi il est venu : il boit, il féconde, il pond. En quatre étés, on a recensé trente et une espèces de plus. Les chauves-souris l’avaient su avant le rapport.',
      'Les cambrioleurs n’ont pas profité de l’ombre. La gendarmerie, consultée, a regardé ses chiffres avec étonnement : un voleur aussi a besoin d’y voir, et une torche dans un village noir se remarque de très loin. Quant à la tante, elle s’est acheté une lampe de poche. Elle s’arrête parfois au milieu du pont, et elle l’éteint.',
      'La commune économise quatorze mille euros par an. C’est le chiffre qu’on cite aux villages voisins, parce qu’il se met dans un tableau. Le reste ne s’y met pas.',
    ],
    en: [
      'There was a meeting, of course, with anger and coffee. There was talk of falls, of burglars, of an aunt who comes home late. Then the mayor proposed a trial of three months, November to January, when nights are long and people in bed. That was six years ago. Nobody has asked for the lights back.',
      'On the first night people came out. They looked up and went quiet. There used to be twenty stars above the square; there were three thousand, and that milky trail that the oldest remembered from childhood, without being quite sure they had not dreamt it.',
      'The entomologists came after, with white sheets and the patience of angels. Around a lamp a moth circles until it drops. Without one it does what it came for: it drinks, it pollinates, it lays. In four summers thirty-one more species were counted. The bats had known before the report did.',
      'The burglars did not profit from the dark. The police, when asked, looked at their figures in surprise: a thief needs to see as well, and a torch in a black village is noticed from very far off. As for the aunt, she bought a pocket lamp. Sometimes she stops in the middle of the bridge and switches it off.',
      'The parish saves fourteen thousand euros a year. That is the figure quoted to neighbouring villages, because it fits in a table. The rest does not.',
    ],
  },
  prices: { EUR: 150, FRF: 1500 },
  offerInBody: true,
};
