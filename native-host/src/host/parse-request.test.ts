import { nativeErrorCodes } from '@ecomm/messages';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostOver, purchase, refused } from '../testing/host-of.ts';
import { ScriptedPcsc } from '../testing/scripted-pcsc.ts';

describe('a message', () => {
  const host = () => hostOver(new ScriptedPcsc());
  const request = { id: 7, action: 'certify', input: purchase };
  const withInput = (change: object) => ({ ...request, input: { ...purchase, ...change } });
  const withTransaction = (change: object) =>
    withInput({ transaction: { ...purchase.transaction, ...change } });

  test('with an unknown action is refused under its id', async () => {
    expect(await host().tell({ id: 7, action: 'transmitApdu', input: {} })).toEqual({
      id: 7,
      ok: false,
      error: { code: 'ERR_HOST_ACTION_UNKNOWN', facts: { action: 'transmitApdu' } },
    });
  });

  test.each(['constructor', '__proto__', 'toString', ''])(
    'does not reach "%s" as an action',
    async (action) => {
      expect(await host().tell({ id: 7, action, input: {} })).toMatchObject(
        refused('ERR_HOST_ACTION_UNKNOWN'),
      );
    },
  );

  test.each([
    ['no id', { action: 'hello', input: { protocolVersion: 1 } }, 0, 'id'],
    ['a text for an id', { id: '7', action: 'hello', input: { protocolVersion: 1 } }, 0, 'id'],
    ['a member too many', { id: 7, action: 'hello', input: { protocolVersion: 1 }, pin: '0000' }, 7, ''],
    ['no input', { id: 7, action: 'hello' }, 7, 'input'],
    ['an input too many', { id: 7, action: 'cancel', input: { force: true } }, 7, 'input'],
    ['no version', { id: 7, action: 'hello', input: {} }, 7, 'input.protocolVersion'],
    ['a reader without a name', withInput({ readerName: '' }), 7, 'input.readerName'],
    ['a card number of letters', withInput({ pan: '4970a00000000006' }), 7, 'input.pan'],
    ['a PIN', withInput({ pin: '1234' }), 7, 'input'],
    ['a "yes" for a boolean', withInput({ lastTryAccepted: 'yes' }), 7, 'input.lastTryAccepted'],
    [
      'half a cent',
      withTransaction({ amount: { currency: 'EUR', value: 0.5 } }),
      7,
      'input.transaction.amount.value',
    ],
    [
      'a debt',
      withTransaction({ amount: { currency: 'EUR', value: -1 } }),
      7,
      'input.transaction.amount.value',
    ],
    [
      'no such money',
      withTransaction({ amount: { currency: 'XXX', value: 1 } }),
      7,
      'input.transaction.amount.currency',
    ],
    ['a short XID', withTransaction({ xid: 'AAAA' }), 7, 'input.transaction.xid'],
    ['a padded XID', withTransaction({ xid: 'ICEiIyQlJicoKSorLC0uLzAxMjM=' }), 7, 'input.transaction.xid'],
    [
      'a second spelling of an XID',
      withTransaction({ xid: 'ICEiIyQlJicoKSorLC0uLzAxMjN' }),
      7,
      'input.transaction.xid',
    ],
    ['a transaction of no known kind', withTransaction({ kind: 'refund' }), 7, 'input.transaction.kind'],
  ])('with %s is refused, naming the field', async (_what, message, id, field) => {
    expect(await host().tell(message)).toEqual({
      id,
      ok: false,
      error: { code: 'ERR_HOST_MESSAGE_INVALID', facts: { field } },
    });
  });

  test('of any JSON is answered, never thrown at', async () => {
    const message = fc.dictionary(fc.constantFrom('id', 'action', 'input', 'x'), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(message, async (value) => {
        const reply = await host().tell(value);
        expect(reply).toMatchObject({ ok: false });
        if (!reply.ok) expect(nativeErrorCodes).toContain(reply.error.code);
      }),
    );
  });

  test('that is refused names nothing it said beyond an action', async () => {
    const reply = await host().tell(withInput({ pan: '4970100000000006x', '4970100000000006': 1 }));
    expect(JSON.stringify(reply)).not.toContain('4970100000000006');
  });
});
