/** The merchant's batch of captures and credits at the acquirer: look at it, close it (SET's BatchAdminReq). */
import {
  type BatchAdminReq,
  type BatchAdminRes,
  batchAdminReq,
  batchAdminRes,
  ProtocolError,
} from '@ecomm/protocol';
import { MerchantError } from '../errors.ts';
import { commonFields } from './gateway-requests.ts';
import { openerOf, type SetMerchant } from './set-merchant.ts';

/**
 * `batchId` of the open batch when it is left out. Closing twice closes once: the second answer is `batchClosed`.
 * Throws ERR_GATEWAY_UNREACHABLE.
 */
export async function administerBatch(
  merchant: SetMerchant,
  operation: BatchAdminReq['operation'],
  batchId?: number,
): Promise<BatchAdminRes> {
  const { fields, recipient } = await commonFields(merchant);
  const request = { ...fields, operation, ...(batchId === undefined ? {} : { batchId }) };
  const message = await batchAdminReq.make(request, merchant.identity.signer, recipient);
  const reply = await merchant.gateway.send('/set/batchadmin', message);
  if (reply.status !== 'answered') throw new MerchantError('ERR_GATEWAY_UNREACHABLE');
  const reading = { trust: merchant.trust, at: merchant.now(), openers: [openerOf(merchant)] };
  const { payload } = await batchAdminRes.open(reply.body, reading);
  if (payload.rrpid !== fields.rrpid) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'rrpid' });
  return payload;
}
