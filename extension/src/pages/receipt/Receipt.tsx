/** The receipt of a paid order: to be printed, or kept as a file that proves it, or as a PDF with that file inside. */
import type { ReceiptView, Views } from '@ecomm/messages';
import type { ReadonlySignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { money, t } from '../../shared/i18n.ts';
import { act } from '../kit/act.ts';
import { ProblemNote } from '../kit/ProblemNote.tsx';
import { Wordmark } from '../kit/Wordmark.tsx';
import { ReceiptSlip, receiptRows } from './ReceiptSlip.tsx';
import { saveFile } from './save-file.ts';

export function Receipt({ view: source }: { view: ReadonlySignal<Views['receipt'] | undefined> }) {
  const { receipt, problem } = source.value ?? {};
  return (
    <main class="wide">
      <header>
        <Wordmark />
        <h1>{t('receiptTitle')}</h1>
      </header>
      {problem !== undefined && <ProblemNote problem={problem} />}
      {receipt !== undefined && (
        <>
          <ReceiptSlip facts={receipt} />
          <Keep receipt={receipt} />
        </>
      )}
    </main>
  );
}

function Keep({ receipt }: { receipt: ReceiptView }) {
  const [isDrawing, setDrawing] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const name = `${t('receiptTitle')} ${receipt.merchantName} ${dateIn(receipt)}`.replace(
    /[^\p{L}\p{N}]+/gu,
    '-',
  );
  const savePdf = async () => {
    setDrawing(true);
    setFailed(false);
    try {
      // Drawing a PDF takes a library larger than the rest of the wallet: it is loaded when it is wanted.
      const { drawReceipt } = await import('./draw-receipt.ts');
      const pdf = await drawReceipt({
        title: t('receiptTitle'),
        facts: receipt,
        price: money(receipt.amount),
        rows: receiptRows(receipt),
        note: t('receiptPdfNote'),
        attachment: { name: `${name}.json`, text: receipt.file },
      });
      saveFile(`${name}.pdf`, 'application/pdf', pdf);
    } catch {
      setFailed(true);
    } finally {
      setDrawing(false);
    }
  };
  return (
    <section class="keep" aria-label={t('receiptFile')}>
      <div class="actions">
        <button type="button" class="button button-main" onClick={() => window.print()}>
          {t('receiptPrint')}
        </button>
        <button type="button" class="button" disabled={isDrawing} onClick={() => void savePdf()}>
          {t('receiptPdf')}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => saveFile(`${name}.json`, 'application/json', receipt.file)}
        >
          {t('receiptFile')}
        </button>
        <button type="button" class="button" onClick={() => void act('openPage', { page: 'verify' })}>
          {t('verifyTitle')}
        </button>
      </div>
      {hasFailed && <ProblemNote problem={{ code: 'ERR_WALLET_INTERNAL', facts: {} }} />}
      <p class="soft">{t('receiptFileHint')}</p>
    </section>
  );
}

/** YYYY-MM-DD. */
function dateIn({ date }: ReceiptView): string {
  return new Date(date * 1000).toISOString().slice(0, 10);
}
