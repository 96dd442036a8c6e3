/** What was signed and what was answered is read back as it came, whoever wrote it, though each header is kept once. */
import { describe, expect, test } from 'vitest';
import { testTime } from '../../../packages/protocol/src/testing/demo-parties.ts';
import { LedgerDriver } from '../testing/ledger-driver.ts';
import { ledgerKinds, useLedger } from '../testing/ledger-kinds.ts';
import { digestOf } from './sql/signed-text.ts';

const base64url = (text: string) => Buffer.from(text, 'utf8').toString('base64url');
const headerOf = (name: string) => base64url(JSON.stringify({ alg: 'ES256', x5c: [name.repeat(900)] }));
const jws = (name: string, payload: unknown) =>
  `${headerOf(name)}.${base64url(JSON.stringify(payload))}.${base64url(name)}`;

describe.each(ledgerKinds)('on $name', (kind) => {
  const ledger = useLedger(kind);
  let count = 0;
  const commitOf = async (driver: LedgerDriver, payer: string, merchant: string) => {
    count += 1;
    const request = driver.newRequest(payer, merchant, 10);
    const message = jws(payer, { count, offer: jws(merchant, { count }) });
    const answer = JSON.stringify({ res: jws('I', { count }), private: '{}' });
    return { ...(await driver.decide({ ...request, message })), answer };
  };
  const expectKept = async ({ request, answer, receipt }: Awaited<ReturnType<typeof commitOf>>) => {
    const store = await ledger.open();
    expect((await store.findRequestByRrpid(request.payerThumb, request.rrpid))?.answer).toBe(answer);
    expect((await store.findEvidence(receipt.receiptId))?.mpReq).toBe(request.message);
  };

  test('a payment is read back byte by byte, also by another process', async () => {
    const driver = await ledger.filled();
    const commits = [await commitOf(driver, 'C1', 'M1')];
    expect(await driver.store.commitPayment(commits[0] as never)).toBe('committed');
    commits.push(await commitOf(driver, 'C1', 'M2'));
    expect(await driver.store.commitPayment(commits[1] as never)).toBe('committed');
    for (const commit of commits) await expectKept(commit);
  });

  test('two processes that meet the same new certificates at once both keep their messages', async () => {
    const here = await ledger.filled();
    await here.pay(here.newRequest('C2', 'M1', 10));
    const there = new LedgerDriver(await ledger.open(), testTime);
    const one = await commitOf(here, 'C1', 'M1');
    const two = { ...(await commitOf(there, 'C2', 'M1')), answer: one.answer };
    const statuses = [here.store.commitPayment(one), there.store.commitPayment(two)];
    expect(await Promise.all(statuses)).toEqual(['committed', 'committed']);
    await expectKept(one);
    await expectKept(two);
  });

  test('a payment that was not committed leaves its headers to the next one', async () => {
    const driver = await ledger.filled();
    const first = await commitOf(driver, 'C1', 'M1');
    const stale = { ...first, decision: { ...first.decision, period: 'another' } };
    expect(await driver.store.commitPayment(stale)).toBe('changed');
    expect(await driver.store.commitPayment(first)).toBe('committed');
    await expectKept(first);
  });

  test('what waits for its top-up is decided later on the bytes that came', async () => {
    const driver = await ledger.driver();
    const commit = await commitOf(driver, 'C3', 'M1');
    expect(commit.decision.code).toBe('otbInsufficient');
    const { lidM } = await driver.beginTopUp(commit);
    expect(await (await ledger.open()).findParked(lidM)).toMatchObject({
      message: commit.request.message,
      answer: commit.answer,
    });
  });

  test.each(['a ~ b', '=x', '{"private":"https://shop.example/~i"}'])(
    'the answer that a top-up brings is read back as it was: %s',
    async (answer) => {
      const driver = await ledger.driver();
      const commit = await commitOf(driver, 'C3', 'M1');
      expect(await driver.endTopUp(await driver.beginTopUp(commit), answer)).toMatchObject({
        code: 'approved',
      });
      const { payerThumb, rrpid } = commit.request;
      expect((await driver.store.findRequestByRrpid(payerThumb, rrpid))?.answer).toBe(answer);
    },
  );

  test('of a payment that is refused, and kept without its message, no header stays', async () => {
    const driver = await ledger.filled();
    const kept = await commitOf(driver, 'C1', 'M1');
    await driver.store.commitPayment(kept);
    const wanted = driver.newRequest('C1', 'M1', 1001);
    const message = jws('J', { offer: jws('K', {}) });
    const refused = { ...(await driver.decide({ ...wanted, message })), answer: kept.answer };
    expect(refused.decision.code).toBe('amountOutOfRange');
    expect(await driver.store.commitPayment(refused)).toBe('committed');
    // Fails where one is there already.
    for (const name of ['J', 'K'])
      await ledger.database.exec(`INSERT INTO signed_header (digest, header)
        VALUES ('${digestOf(headerOf(name))}', 'x')`);
  });

  test.each(['DELETE FROM signed_header', `UPDATE signed_header SET header = ''`])(
    'no program does %s',
    async (sql) => {
      const driver = await ledger.filled();
      await driver.store.commitPayment(await commitOf(driver, 'C1', 'M1'));
      await expect(ledger.database.exec(sql)).rejects.toThrow(/never/);
    },
  );
});
