/** Inquiry, 2.50 EUR, the dearest: why small sums are hard to pay. */
import type { Article } from '../article.ts';

export const centimes: Article = {
  slug: 'centimes',
  section: { fr: 'Grande enquête', en: 'Inquiry' },
  title: { fr: 'Ce que vaut un centime', en: 'What a cent is worth' },
  standfirst: {
    fr: 'Pourquoi paie-t-on si facilement dix euros et si difficilement dix centimes ? Trois mois d’enquête chez ceux qui comptent les petites sommes.',
    en: 'Why is it so easy to pay ten euros and so hard to pay ten cents? Three months among the people who count small sums.',
  },
  author: 'Hélène Marchais et Idriss Benkacem',
  body: {
    fr: [
      'Au sous-sol d’une banque de Roubaix, une machine trie des pièces depuis six heures du matin. Elle les avale par milliers, les fait rouler sur une rampe et les laisse tomber dans des sacs selon leur diamètre. Le responsable parle fort, à cause du bruit. « La pièce d’un centime nous coûte plus à ramasser, à transporter et à compter qu’elle ne vaut. Nous le savons. Elle aussi, je crois. »',
      'Tout ce qui se paie a un prix, et payer en a un autre. Il y a la caisse, le terminal, la ligne, la vérification, le relevé, la réclamation ; il y a la personne qui répond quand la réclamation arrive. Ces frais dépendent à peine du montant. Sur un réfrigérateur, on ne les voit pas. Sur un article de journal, ils prennent toute la place. Voilà pourquoi dix euros passent et dix centimes coincent.',
      'Les marchands ont toujours connu le remède : ne pas payer à chaque fois. L’ardoise du café, le carnet de l’épicier, la note de l’hôtel sont des machines à transformer cent petites sommes en une grande. Elles reposent sur deux choses : quelqu’un additionne, et l’on a confiance en son addition. Quand on ôte la confiance, il faut des preuves. Quand les preuves coûtent plus que la somme, on renonce.',
      'En 1998, des ingénieurs français ont proposé de remettre l’ardoise au goût du jour. L’acheteur réserve à sa banque un petit montant, disons cent francs, avec sa carte et son code. Cette réserve n’est pas débitée : elle est promise. Puis, pour chaque lecture, un intermédiaire en retranche quelques francs, d’un clic, sans rappeler la banque. À la fin de la période il n’envoie qu’une ligne par acheteur et une ligne par vendeur. L’arithmétique est d’école primaire, et c’est elle qui sauve tout.',
      'Prenons leur propre exemple. Deux clients, deux marchands, quatre lectures : cinq francs et cinq francs pour le premier, trois et quinze pour le second. Quatre paiements entrent dans l’intermédiaire, quatre lignes en sortent : dix et dix-huit au débit, huit et vingt au crédit. Le gain paraît nul. Ajoutez mille lectures : il en sort toujours quatre lignes.',
      'Le projet n’a pas conquis le monde. Il fallait un lecteur de carte chez soi, à une époque où l’on peinait à brancher un modem. Et le web, entre-temps, avait trouvé un autre payeur : la publicité, qui règle l’addition en votre absence et garde la copie. « On n’a pas supprimé le prix, résume une économiste, on a supprimé l’étiquette. »',
      'Faut-il y revenir ? Nous avons interrogé des lecteurs à la sortie d’un kiosque de gare. Beaucoup disaient : je paierais volontiers, mais je ne veux pas m’abonner. D’autres : je ne veux pas décider à chaque fois. Les deux ont raison. Décider fatigue, et c’est la meilleure objection qu’on ait faite aux petites sommes. La réponse honnête est de rendre la décision légère : un prix lisible, un geste, un plafond qu’on a fixé soi-même, et la certitude qu’en cas d’accroc on ne paiera pas deux fois.',
      'À Roubaix, la machine s’est arrêtée pour le déjeuner. Dans le silence, le responsable ramasse une pièce tombée à côté de la rampe. Il la retourne, cherche des yeux le bon sac, hésite, et finit par la mettre dans sa poche. « Ne l’écrivez pas », dit-il. Puis il la ressort et la remet dans la machine. Elle roule, elle tombe, elle est comptée.',
    ],
    en: [
      'In the basement of a bank in Roubaix a machine has been sorting coins since six in the morning. It swallows them by the thousand, rolls them down a ramp and drops them into bags by diameter. The man in charge speaks up, because of the noise. “A one-cent coin costs us more to collect, to carry and to count than it is worth. We know it. So does the coin, I think.”',
      'Everything that is paid for has a price, and paying has another. There is the till, the terminal, the line, the check, the statement, the complaint; there is the person who answers when the complaint comes. These costs hardly depend on the amount. On a refrigerator they cannot be seen. On a newspaper article they fill the whole page. That is why ten euros go through and ten cents get stuck.',
      'Shopkeepers have always known the remedy: not to pay each time. The slate at the café, the grocer’s notebook, the hotel bill are machines that turn a hundred small sums into a large one. They rest on two things: somebody adds up, and one trusts the sum. Take away the trust and you need proof. When proof costs more than the sum, people give up.',
      'In 1998 some French engineers proposed to bring the slate up to date. The buyer reserves a small amount at the bank, say a hundred francs, with card and PIN. The reserve is not debited: it is promised. Then for each reading an intermediary takes off a few francs, at one click, without calling the bank again. At the end of the period it sends one line for each buyer and one line for each seller. The arithmetic is that of primary school, and it is what saves the day.',
      'Take their own example. Two customers, two shops, four readings: five francs and five for the first, three and fifteen for the second. Four payments go into the intermediary, four lines come out: ten and eighteen debited, eight and twenty credited. There seems to be nothing gained. Add a thousand readings: four lines still come out.',
      'The scheme did not conquer the world. One needed a card reader at home, at a time when people struggled to plug in a modem. And the web had meanwhile found somebody else to pay: advertising, which settles the bill in your absence and keeps the copy. “They didn’t abolish the price,” an economist sums up, “they abolished the label.”',
      'Should we go back? We asked readers outside a station newsagent’s. Many said: I would gladly pay, but I won’t subscribe. Others: I don’t want to decide each time. Both are right. Deciding is tiring, and that is the best objection ever made to small sums. The honest answer is to make the decision light: a price one can read, one gesture, a limit that one has set oneself, and the certainty that if something goes wrong one does not pay twice.',
      'In Roubaix the machine has stopped for lunch. In the silence the man in charge picks up a coin that fell beside the ramp. He turns it over, looks about for the right bag, hesitates, and puts it in his pocket. “Don’t write that,” he says. Then he takes it out again and feeds it to the machine. It rolls, it falls, it is counted.',
    ],
  },
  drawing: 'coins',
  prices: { EUR: 250, FRF: 2500 },
  offerInBody: true,
};
