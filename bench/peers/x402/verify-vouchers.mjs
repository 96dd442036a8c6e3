/**
 * x402's `batch-settlement` as a seller's server runs it: a signed voucher for one more payment on a channel that is known
 * and fresh, verified with no chain asked, its channels in memory. Prints one JSON line; whoever starts it keeps it
 * on one core.
 *
 * The same process then measures our signatures (two P-256 verifications and one signature) on the curve code that x402's
 * runs on, so that protocols can be compared without their curves' implementations.
 */
import { p256 } from '@noble/curves/p256';
import { computeChannelId, signVoucher } from '@x402/evm/batch-settlement/client';
import { BatchSettlementEvmScheme, InMemoryChannelStorage } from '@x402/evm/batch-settlement/server';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';

const [channels, vouchers, warmUps] = [100, 2000, 300];
const network = 'eip155:8453';
const amount = '100000';
const address = () => privateKeyToAccount(generatePrivateKey()).address;
const [receiver, receiverAuthorizer, token] = [address(), address(), address()];
const withdrawDelay = 86_400;

const storage = new InMemoryChannelStorage();
const scheme = new BatchSettlementEvmScheme(receiver, { storage, onchainStateTtlMs: 3_600_000 });
const requirements = {
  ...{ scheme: 'batch-settlement', network, asset: token, amount, payTo: receiver, maxTimeoutSeconds: 60 },
  extra: { receiverAuthorizer, withdrawDelay },
};

const payloads = [];
for (let index = 0; index < channels; index += 1) payloads.push(await openChannel());

const verify = async (index) => {
  const [paymentPayload] = [structuredClone(payloads[index % channels])];
  const verdict = await scheme.schemeHooks.onBeforeVerify({ paymentPayload, requirements });
  if (verdict?.result?.isValid !== true) throw new Error(`a voucher was refused: ${JSON.stringify(verdict)}`);
};

const forged = structuredClone(payloads[0]);
forged.payload.voucher.signature = payloads[1].payload.voucher.signature;
const refusal = await scheme.schemeHooks.onBeforeVerify({ paymentPayload: forged, requirements });
if (refusal?.result?.isValid !== false)
  throw new Error('a forged voucher was not refused: nothing is verified');

for (let index = 0; index < warmUps; index += 1) await verify(index);
const from = performance.now();
for (let index = 0; index < vouchers; index += 1) await verify(index);
const vouchersPerSecond = (1000 * vouchers) / (performance.now() - from);
process.stdout.write(`${JSON.stringify({ vouchersPerSecond, oursOnSameCurveCodePerSecond: ours() })}\n`);

/** A channel with a deposit, as the server has it after the first payment, and the next voucher on it. */
async function openChannel() {
  const payer = privateKeyToAccount(generatePrivateKey());
  const channelConfig = {
    ...{ payer: payer.address, payerAuthorizer: payer.address, receiver, receiverAuthorizer, token },
    ...{ withdrawDelay, salt: `0x${'00'.repeat(32)}` },
  };
  const channelId = computeChannelId(channelConfig, network);
  const voucher = await signVoucher(payer, channelId, amount, network);
  await storage.updateChannel(channelId, () => ({
    ...{ channelId, channelConfig, chargedCumulativeAmount: '0', signedMaxClaimable: '0', signature: '0x' },
    ...{ balance: '1000000000', totalClaimed: '0', withdrawRequestedAt: 0, refundNonce: 0 },
    ...{ onchainSyncedAt: Date.now(), lastRequestTimestamp: Date.now() },
  }));
  return {
    x402Version: 2,
    accepted: requirements,
    payload: {
      type: 'voucher',
      channelConfig,
      voucher: { channelId, maxClaimableAmount: amount, ...voucher },
    },
  };
}

/** How often a second this curve code does a payment's two verifications and one signature. */
function ours() {
  const key = p256.utils.randomPrivateKey();
  const publicKey = p256.getPublicKey(key);
  const digest = crypto.getRandomValues(new Uint8Array(32));
  const signature = p256.sign(digest, key);
  const pay = () => {
    if (!p256.verify(signature, digest, publicKey) || !p256.verify(signature, digest, publicKey))
      throw new Error('a signature of ours was refused');
    p256.sign(digest, key);
  };
  for (let count = 0; count < 50; count += 1) pay();
  const start = performance.now();
  const runs = 400;
  for (let count = 0; count < runs; count += 1) pay();
  return (1000 * runs) / (performance.now() - start);
}
