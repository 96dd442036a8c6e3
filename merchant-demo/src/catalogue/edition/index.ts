/** The built-in edition, in the order of the front page. Every text was written for it. */
import type { Edition } from '../article.ts';
import { minitel } from './minitel.ts';

export const todaysEdition: Edition = {
  frontPageCount: 7,
  articles: [minitel],
};
