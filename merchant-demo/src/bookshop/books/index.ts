/** Everything on the shelves, in the order in which one walks past. The notes were written for this shop. */
import { adventures } from './adventures.ts';
import type { Book } from './book.ts';
import { novels } from './novels.ts';
import { sets, verse } from './verse-and-sets.ts';

export const allBooks: readonly Book[] = [...novels, ...adventures, ...verse, ...sets];
