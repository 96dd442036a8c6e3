/** The built-in edition, in the order of the front page. Every text was written for it. */
import type { Edition } from '../article.ts';
import { carteAPuce } from './carte-a-puce.ts';
import { centimes } from './centimes.ts';
import { etoiles } from './etoiles.ts';
import { headerOnly } from './header-only.ts';
import { horloger } from './horloger.ts';
import { levain } from './levain.ts';
import { marees } from './marees.ts';
import { minitel } from './minitel.ts';
import { pourquoi } from './pourquoi.ts';
import { trainDeNuit } from './train-de-nuit.ts';

export const todaysEdition: Edition = {
  frontPageCount: 7,
  articles: [
    marees,
    carteAPuce,
    minitel,
    pourquoi,
    trainDeNuit,
    centimes,
    levain,
    horloger,
    etoiles,
    headerOnly,
  ],
};
