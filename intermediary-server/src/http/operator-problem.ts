/** An error of the operator's addresses, as a page where a person asks who is signed in. */
import type { Context } from 'hono';
import { problemPage } from '../operator/problem-page.ts';
import { frameOf } from './operator-frame.ts';
import { wantsPage } from './operator-guard.ts';

/** `answer` is JSON {code, message}; its status and headers stay. */
export async function inWords(context: Context, answer: Response, intermediaryId: string): Promise<Response> {
  if (!context.req.path.startsWith('/operator') || !wantsPage(context)) return answer;
  if (context.get('operator') === undefined) return answer;
  const { text } = problemPage(frameOf(context, intermediaryId), await answer.json());
  const headers = new Headers(answer.headers);
  headers.set('content-type', 'text/html; charset=UTF-8');
  headers.set('cache-control', 'no-store');
  return new Response(text, { status: answer.status, headers });
}
