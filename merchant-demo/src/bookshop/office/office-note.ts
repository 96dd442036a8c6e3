/** What became of the operator's last action: carried in the address after it, shown once at the top. */
import { html } from 'hono/html';
import type { DeskAnswer } from '../orders/payment-desk.ts';
import type { Html } from '../pages/layout.ts';
import type { OfficeWords } from './office-words.ts';

const notes = [
  'shipped',
  'cancelled',
  'refunded',
  'closed',
  'refused',
  'unknown',
  'nothingChosen',
  'badAmount',
] as const;
type NoteName = (typeof notes)[number];

export interface OfficeNote {
  readonly note: NoteName;
  /** The gateway's own code, when it refused. */
  readonly code?: string | undefined;
}

const goodNotes: readonly NoteName[] = ['shipped', 'cancelled', 'refunded', 'closed'];

export function officeNote(note: OfficeNote | undefined, words: OfficeWords): Html | '' {
  if (note === undefined) return '';
  const isGood = goodNotes.includes(note.note);
  return html`<p class="flash${isGood ? '' : ' flash-bad'}" role="${isGood ? 'status' : 'alert'}">${words[note.note]}${
    note.code === undefined ? '' : html` <code>${note.code}</code>`
  }</p>`;
}

/** Where a form leads after it was answered. */
export function pathWithNote(path: string, { note, code }: OfficeNote): string {
  return `${path}?${new URLSearchParams({ note, ...(code === undefined ? {} : { code }) })}`;
}

export function noteIn(query: (name: string) => string | undefined): OfficeNote | undefined {
  const note = notes.find((name) => name === query('note'));
  const code = query('code');
  if (note === undefined) return undefined;
  return { note, code: code !== undefined && /^\w{1,40}$/.test(code) ? code : undefined };
}

export function noteOf(answer: DeskAnswer, done: NoteName): OfficeNote {
  if (answer.status === 'done') return { note: done };
  return answer.status === 'refused' ? { note: 'refused', code: answer.code } : { note: 'unknown' };
}
