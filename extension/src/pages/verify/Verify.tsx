/** Says of a receipt file whether it is genuine, and shows what was signed: nothing of it leaves the page. */
import { useState } from 'preact/hooks';
import { t } from '../../shared/i18n.ts';
import { ProblemNote } from '../kit/ProblemNote.tsx';
import { Wordmark } from '../kit/Wordmark.tsx';
import { ReceiptSlip } from '../receipt/ReceiptSlip.tsx';
import type { CheckedReceipt } from './check-receipt.ts';

export function Verify({ check }: { check: (file: Blob) => Promise<CheckedReceipt> }) {
  const [checked, setChecked] = useState<CheckedReceipt | undefined>(undefined);
  const choose = async (file: Blob | undefined) => {
    setChecked(undefined);
    if (file !== undefined) setChecked(await check(file));
  };
  return (
    <main class="wide">
      <header>
        <Wordmark />
        <h1>{t('verifyTitle')}</h1>
        <p class="lead">{t('verifyLead')}</p>
      </header>
      <p class="file-choice">
        <label for="receipt-file">{t('verifyChoose')}</label>
        <input
          id="receipt-file"
          type="file"
          accept=".json,application/json"
          onChange={({ currentTarget }) => void choose(currentTarget.files?.[0])}
        />
      </p>
      <div aria-live="polite">
        {checked?.problem !== undefined && <ProblemNote problem={checked.problem} />}
        {checked !== undefined && checked.problem === undefined && (
          <div class="note note-good">
            <p class="note-happened">{t('verifyValid')}</p>
            <p>{t('verifyValidHint', checked.facts.merchantName)}</p>
          </div>
        )}
      </div>
      {checked !== undefined && checked.problem === undefined && <ReceiptSlip facts={checked.facts} />}
    </main>
  );
}
