/** Whose page it is that is being made. */
import type { Context } from 'hono';
import type { PageFrame } from '../operator/page.ts';
import { operatorOf } from './operator-guard.ts';

export function frameOf(context: Context, intermediaryId: string): PageFrame {
  const { name: operator, role } = operatorOf(context);
  return { intermediaryId, operator, role };
}
