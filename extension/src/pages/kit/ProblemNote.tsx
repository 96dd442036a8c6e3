/** What happened, what to do, and the code in small print for whoever helps. */
import type { WalletProblem } from '@ecomm/messages';
import { problemText } from '../../shared/i18n.ts';

export function ProblemNote({ problem, tone = 'bad' }: { problem: WalletProblem; tone?: 'bad' | 'warn' }) {
  const { happened, next } = problemText(problem);
  return (
    <div class={`note note-${tone}`} role="alert">
      <p class="note-happened">{happened}</p>
      <p>{next}</p>
      <p class="code">{codeLine(problem)}</p>
    </div>
  );
}

function codeLine({ code, facts }: WalletProblem): string {
  const { authCode, refusal, status } = facts;
  return [code, refusal, authCode, status].filter((part) => part !== undefined).join(' · ');
}
