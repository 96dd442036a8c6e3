/** A receipt as paper has it: date, merchant, price, order, and by which words of bank and card. */
import type { ReceiptFacts } from '@ecomm/messages';
import { dayAndTime, money, t } from '../../shared/i18n.ts';

export function ReceiptSlip({ facts }: { facts: ReceiptFacts }) {
  const { merchantName, amount, order } = facts;
  return (
    <article class="slip" aria-label={t('receiptTitle')}>
      <p class="slip-merchant">{merchantName}</p>
      <p class="price amount">{money(amount)}</p>
      <p class="slip-order">{order}</p>
      <dl class="slip-facts">
        {receiptRows(facts).map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}

/** Label and value of each line below the order. */
export function receiptRows(facts: ReceiptFacts): [label: string, value: string][] {
  const { date, merchantId, authorizationNumber, cam, xid } = facts;
  return [
    [t('factDate'), dayAndTime(date)],
    [t('factMerchantNumber'), merchantId],
    ...(authorizationNumber === undefined
      ? []
      : [[t('factAuthorization'), authorizationNumber] satisfies [string, string]]),
    [t('factCam'), cam ?? t('factCamNone')],
    [t('factTransaction'), xid],
  ];
}
