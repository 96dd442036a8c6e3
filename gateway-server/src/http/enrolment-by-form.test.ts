/** Enrolment without a chip over HTTP: the bank's form, its answers, a clerk, inquiries; and each way to be refused. */
import { decodeBase64, decodeCertificate, makeCertReq, newIdentifier } from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decidePended, listPended } from '../enrolment/pended.ts';
import { codeOf } from '../testing/code-of.ts';
import {
  askForForm,
  type ChiplessCard,
  inquire,
  meetAuthority,
  prepareFormEnrolment,
  readChiplessCard,
} from '../testing/test-holder.ts';
import { createTestHouse, type TestHouse, testRandom } from '../testing/test-house.ts';
import { sendEnrolment } from '../testing/test-wallet.ts';

let house: TestHouse;
let card: ChiplessCard;

beforeEach(async () => {
  house = await createTestHouse();
  card = await readChiplessCard(house, 'margot');
});
afterEach(() => house.remove());

const reason = () => house.events.findLast(({ event }) => event === 'enrolment')?.facts.reason;
type Bend = NonNullable<NonNullable<Parameters<typeof prepareFormEnrolment>[2]>['bend']>;
const statusOf = async (bend?: Bend, of: ChiplessCard = card) =>
  (await sendEnrolment(house, await prepareFormEnrolment(house, of, bend === undefined ? {} : { bend })))
    .certStatus;
const answered =
  (holderName: string, passphrase: string): Bend =>
  (request) => ({
    ...request,
    regForm: [
      { name: 'holderName', value: holderName },
      { name: 'passphrase', value: passphrase },
    ],
  });
const postCert = async (message: string) =>
  codeOf(await house.post('/set/cert', message, 'application/jose'));

describe('the bank’s form', () => {
  test('asks for name and passphrase, in the holder’s language', async () => {
    const { authority } = await meetAuthority(house);
    const french = await askForForm(house, authority, { pan: card.pan });
    expect(french.regForm?.fields.map(({ name, desc }) => [name, desc])).toEqual([
      ['holderName', 'Nom, comme sur la carte'],
      ['passphrase', 'Phrase secrète de la lettre de votre banque'],
    ]);
    const english = await askForForm(house, authority, { pan: card.pan, language: 'en' });
    expect(english.regForm?.fields[0]?.desc).toBe('Name, as on the card');
  });

  test('is the same for a card with a chip and for a number of no card', async () => {
    const { authority } = await meetAuthority(house);
    const { file } = await house.card('camille');
    for (const pan of [file.pan, '4970100000000998'])
      expect((await askForForm(house, authority, { pan })).regForm?.regFormId).toBe('banque-un-card-1');
  });

  test('of another bank’s card is a referral', async () => {
    const { authority } = await meetAuthority(house);
    const { regForm, referral } = await askForForm(house, authority, { pan: '4111111111111111' });
    expect(regForm).toBeUndefined();
    expect(referral?.reason).toMatch(/autre banque/);
  });

  test.each(['', 'x', '{}', 'a.b.c.d.e'])('is not given to %j', async (body) => {
    const response = await house.post('/set/regform', body, 'application/jose');
    expect((await codeOf(response)).status).toBe(400);
  });

  test('is not given to a message that is too long or of another type', async () => {
    const long = await house.post('/set/regform', 'x'.repeat(65_537), 'application/jose');
    expect((await codeOf(long)).code).toBe('ERR_MESSAGE_TOO_BIG');
    expect((await codeOf(await house.post('/set/regform', '{}'))).code).toBe('ERR_GATEWAY_CONTENT_TYPE');
  });
});

describe('the right answers', () => {
  test('bring a certificate that names the card only blinded', async () => {
    const { certStatus, chain, nonceCca } = await sendEnrolment(
      house,
      await prepareFormEnrolment(house, card),
    );
    expect(certStatus).toBe('requestComplete');
    expect(nonceCca).toBeDefined();
    const certificate = await decodeCertificate(decodeBase64(chain?.[0] ?? ''));
    expect(certificate.type).toBe('cardholder');
    expect(certificate.commonName).not.toContain(card.pan);
    expect(JSON.stringify(house.events)).not.toContain(card.passphrase);
  });

  test('may be typed in other cases and with other spaces', async () => {
    expect(await statusOf(answered('Margot  Leroy', ' Tournesol BLEU '))).toBe('requestComplete');
  });

  test('get the same bytes when they are sent again', async () => {
    const { message } = await prepareFormEnrolment(house, card);
    const first = await (await house.post('/set/cert', message, 'application/jose')).text();
    expect(await (await house.post('/set/cert', message, 'application/jose')).text()).toBe(first);
  });
});

describe('the bank certifies nobody', () => {
  test.each([
    ['another passphrase', 'MARGOT LEROY', 'tournesol rouge'],
    ['another name', 'MARGOT LEBLANC', 'tournesol bleu'],
    ['the answers exchanged', 'tournesol bleu', 'MARGOT LEROY'],
  ])('who gives %s', async (_what, name, passphrase) => {
    expect(await statusOf(answered(name, passphrase))).toBe('rejectedByIssuer');
    expect(reason()).toBe('formAnswerWrong');
  });

  test('after five wrong passphrases, even with the right one', async () => {
    for (let count = 0; count < 5; count += 1)
      expect(await statusOf(answered('MARGOT LEROY', `guess ${count}`))).toBe('rejectedByIssuer');
    expect(await statusOf()).toBe('rejectedByIssuer');
    expect(reason()).toBe('formClosed');
  });

  test('who has a card with a chip and gives no cryptogram', async () => {
    const { file } = await house.card('camille');
    const bend: Bend = (request) => ({ ...request, pan: file.pan, cardExpiry: file.expiry });
    expect(await statusOf(bend)).toBe('rejectedByIssuer');
    expect(reason()).toBe('chipMissing');
  });

  test('whose card was stolen', async () => {
    expect(await statusOf(undefined, await readChiplessCard(house, 'stolen-no-chip'))).toBe(
      'rejectedByIssuer',
    );
    expect(reason()).toBe('cardStolen');
  });

  test('who gives another expiry, and counts no try for it', async () => {
    expect(await statusOf((request) => ({ ...request, cardExpiry: '203012' }))).toBe('rejectedByIssuer');
    expect(reason()).toBe('expiryDiffers');
    expect(house.opened.store.formHolders.find('margot')?.triesLeft).toBe(5);
  });

  test('who has a card of another bank', async () => {
    expect(await statusOf((request) => ({ ...request, pan: '4111111111111111' }))).toBe('invalidBIN');
  });

  test('who answers another form', async () => {
    expect(await statusOf((request) => ({ ...request, regFormId: 'other' }))).toBe('regFormAnswerMalformed');
  });

  test('who leaves a field out, and says which', async () => {
    const enrolment = await prepareFormEnrolment(house, card, {
      bend: (request) => ({ ...request, regForm: [{ name: 'holderName', value: card.holderName }] }),
    });
    const { certStatus, failedItems } = await sendEnrolment(house, enrolment);
    expect({ certStatus, failedItems }).toEqual({
      certStatus: 'regFormAnswerMalformed',
      failedItems: ['passphrase'],
    });
    expect(house.opened.store.formHolders.find('margot')?.triesLeft).toBe(5);
  });

  test('who gives neither form nor cryptogram', async () => {
    const { authority, ...challenge } = await meetAuthority(house);
    const { keys, request } = await prepareFormEnrolment(house, card);
    const { regForm: _answers, regFormId: _form, ...bare } = { ...request, ...challenge };
    const message = await makeCertReq(bare, keys.privateKey, authority);
    const { certStatus } = await sendEnrolment(house, { keys, request: bare, message });
    expect(certStatus).toBe('rejectedByIssuer');
    expect(reason()).toBe('chipMissing');
  });
});

describe('the challenge', () => {
  test.each(['challCA', 'lidEE'] as const)('with another %s is refused', async (field) => {
    const { message } = await prepareFormEnrolment(house, card, {
      bend: (request) => ({ ...request, [field]: newIdentifier(testRandom) }),
    });
    expect(await postCert(message)).toEqual({ status: 400, code: 'ERR_MESSAGE_CHALLENGE' });
  });

  test('of CardCInitRes does not serve a form', async () => {
    const { challCA, lidEE } = await meetAuthority(house);
    const { message } = await prepareFormEnrolment(house, card, {
      bend: (request) => ({ ...request, challCA, lidEE }),
    });
    expect((await postCert(message)).code).toBe('ERR_MESSAGE_CHALLENGE');
  });

  test('serves once', async () => {
    const first = await prepareFormEnrolment(house, card);
    await sendEnrolment(house, first);
    const { challCA, lidEE } = first.request;
    const second = await prepareFormEnrolment(house, card, {
      bend: (request) => ({ ...request, challCA, lidEE }),
    });
    expect((await postCert(second.message)).code).toBe('ERR_MESSAGE_CHALLENGE');
  });
});

describe('a request that waits for a clerk', () => {
  beforeEach(async () => {
    await house.reopen({ formApproval: 'manual' });
  });

  const pend = async () => {
    const enrolment = await prepareFormEnrolment(house, card);
    const { certStatus, lidCA = '' } = await sendEnrolment(house, enrolment);
    expect(certStatus).toBe('requestPended');
    return { enrolment, lidCA };
  };

  test('is listed without the card’s number, and granted', async () => {
    const { enrolment, lidCA } = await pend();
    expect((await inquire(house, enrolment, lidCA)).certStatus).toBe('requestPended');
    const [listed] = listPended(house.opened.store);
    expect(listed).toMatchObject({ request: lidCA, holderName: 'MARGOT LEROY', state: 'pended' });
    expect(JSON.stringify(house.opened.store.pendedRequests.all())).not.toContain(card.pan);
    decidePended(house.opened.store, lidCA, 'approved');
    const { certStatus, chain, nonceCca } = await inquire(house, enrolment, lidCA);
    expect(certStatus).toBe('requestComplete');
    expect(nonceCca).toBeDefined();
    expect((await inquire(house, enrolment, lidCA)).chain).toEqual(chain);
  });

  test('is refused when the clerk refuses', async () => {
    const { enrolment, lidCA } = await pend();
    decidePended(house.opened.store, lidCA, 'rejected');
    expect((await inquire(house, enrolment, lidCA)).certStatus).toBe('rejectedByIssuer');
    expect(() => decidePended(house.opened.store, lidCA, 'approved')).toThrow(
      expect.objectContaining({ code: 'ERR_GATEWAY_NOT_FOUND' }),
    );
  });

  test('is refused when the card was reported after the clerk granted it', async () => {
    const { enrolment, lidCA } = await pend();
    decidePended(house.opened.store, lidCA, 'approved');
    await house.operator('/operator/cards/margot/status', { status: 'stolen' });
    expect((await inquire(house, enrolment, lidCA)).certStatus).toBe('rejectedByIssuer');
  });

  test('is in progress for the same key that asks once more', async () => {
    const { enrolment } = await pend();
    const again = await prepareFormEnrolment(house, card, { keys: enrolment.keys });
    expect((await sendEnrolment(house, again)).certStatus).toBe('requestInProgress');
  });

  test('tells nothing to another key, under another name, or of no request', async () => {
    const { enrolment, lidCA } = await pend();
    const other = await prepareFormEnrolment(house, card);
    const stolen = { ...other, request: { ...other.request, lidEE: enrolment.request.lidEE } };
    await expect(inquire(house, stolen, lidCA)).rejects.toThrow();
    const renamed = { ...enrolment, request: { ...enrolment.request, lidEE: newIdentifier(testRandom) } };
    await expect(inquire(house, renamed, lidCA)).rejects.toThrow();
    await expect(inquire(house, enrolment, newIdentifier(testRandom))).rejects.toThrow();
    const codes = house.events
      .filter(({ event }) => event === 'message refused')
      .map(({ facts }) => facts.code);
    expect(codes).toEqual(['ERR_MESSAGE_SIGNATURE', 'ERR_MESSAGE_MISMATCH', 'ERR_MESSAGE_UNKNOWN_XID']);
  });

  test.each(['', 'x', 'a.b.c', '{}'])('is not inquired by %j', async (body) => {
    const response = await house.post('/set/certinq', body, 'application/jose');
    expect((await codeOf(response)).status).toBe(400);
  });
});
