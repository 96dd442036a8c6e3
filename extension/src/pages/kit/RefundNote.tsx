/** What the merchant gave back of a purchase, where the money is, and the merchant's own reason. */
import type { PurchaseView } from '@ecomm/messages';
import { money, t } from '../../shared/i18n.ts';

export function RefundNote({ refund }: { refund: NonNullable<PurchaseView['refund']> }) {
  const { amount, reason, isOwed } = refund;
  return (
    <div class="refund">
      <p class="good">{t(isOwed ? 'refundOwed' : 'refundDone', money(amount))}</p>
      <p class="soft">{t('refundReason', reason)}</p>
    </div>
  );
}
