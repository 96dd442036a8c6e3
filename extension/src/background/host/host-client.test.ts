/** The client of the native host, against hosts that answer, stay silent, stop, or say anything at all. */
import type { CardTransaction, NativeRequest } from '@ecomm/messages';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { testCard } from '../../testing/fake-card-host.ts';
import { HostClient, type HostClientOptions, type NativePortEvents } from './host-client.ts';
import { HostKeeper } from './host-keeper.ts';
import { hostProblem } from './host-problem.ts';

const readers = [{ readerName: 'Reader 1', hasPinPad: true, card: 'present' }];
const hello = { hostVersion: '0.1.0', protocolVersion: 1, platform: 'linux' };

/** A host on the other end of the port: answers by action, or not at all. */
class FakeHost {
  events: NativePortEvents | undefined;
  opened = 0;
  closed = 0;
  readonly requests: NativeRequest[] = [];
  readonly answers: Record<string, (request: NativeRequest) => unknown> = {
    hello: ({ id }) => ({ id, ok: true, output: hello }),
    listReaders: ({ id }) => ({ id, ok: true, output: { readers } }),
    readCard: ({ id }) => ({ id, ok: true, output: testCard }),
  };

  readonly openPort: HostClientOptions['openPort'] = (events) => {
    this.events = events;
    this.opened += 1;
    return {
      send: (message) => {
        const request = message as NativeRequest;
        this.requests.push(request);
        const answer = this.answers[request.action]?.(request);
        if (answer !== undefined) queueMicrotask(() => events.onMessage(answer));
      },
      close: () => {
        this.closed += 1;
      },
    };
  };
}

let host: FakeHost;
let wasSeen: boolean;

beforeEach(() => {
  host = new FakeHost();
  wasSeen = false;
});

function newClient(timeouts: HostClientOptions['timeouts'] = {}, onChange = () => {}): HostClient {
  return new HostClient({
    openPort: host.openPort,
    extensionId: 'id',
    hostSeen: async () => wasSeen,
    markHostSeen: async () => {
      wasSeen = true;
    },
    onChange,
    timeouts,
  });
}

const transaction: CardTransaction = {
  kind: 'purchase',
  amount: { currency: 'EUR', value: 1 },
  dateSeconds: 1,
  merchantId: 'M',
  xid: 'x',
  hod: 'h',
};
const certifyInput = { readerName: 'Reader 1', pan: testCard.pan, lastTryAccepted: false, transaction };
const certificate = {
  txData: 'A'.repeat(83),
  cardData: 'A'.repeat(10),
  cryptogram: 'A'.repeat(11),
  cvm: 'pinPad',
};

describe('the client', () => {
  test('greets the host before anything else, and remembers that it was there', async () => {
    const client = newClient();
    expect(await client.readCard('Reader 1')).toEqual(testCard);
    expect(host.requests.map(({ action }) => action)).toEqual(['hello', 'listReaders', 'readCard']);
    expect(client.state).toMatchObject({ state: 'ready', version: '0.1.0', readers });
    expect(wasSeen).toBe(true);
  });

  test('opens one port for many requests', async () => {
    const client = newClient();
    await Promise.all([client.listReaders(), client.readCard('Reader 1'), client.connect()]);
    expect(host.opened).toBe(1);
  });

  test('tells how far the PIN is, for its own request only', async () => {
    const client = newClient();
    const states: string[] = [];
    host.answers.certify = ({ id }) => {
      host.events?.onMessage({ event: 'pinEntry', id: id + 1, state: 'accepted', triesLeft: 3 });
      host.events?.onMessage({ event: 'pinEntry', id, state: 'waiting', triesLeft: 3 });
      return { id, ok: true, output: certificate };
    };
    await client.certify(certifyInput, ({ state }) => states.push(state));
    expect(states).toEqual(['waiting']);
  });

  test('passes on the host’s own errors', async () => {
    host.answers.certify = ({ id }) => ({
      id,
      ok: false,
      error: { code: 'ERR_CARD_PIN_WRONG', facts: { triesLeft: 2 } },
    });
    await expect(newClient().certify(certifyInput, () => {})).rejects.toMatchObject({
      code: 'ERR_CARD_PIN_WRONG',
      facts: { triesLeft: 2 },
    });
  });

  test('keeps the readers that the host tells of', async () => {
    const client = newClient();
    await client.connect();
    host.events?.onMessage({ event: 'readersChanged', readers: [] });
    expect(client.state).toMatchObject({ state: 'ready', readers: [] });
  });
});

describe('a host is not believed', () => {
  test.each([
    ['no object', 'hello'],
    ['a reply without an id', { ok: true, output: {} }],
    ['an error without a known code', { id: 1, ok: false, error: { code: 'ERR_MADE_UP', facts: {} } }],
    ['an unknown event', { event: 'party' }],
    ['a hello of another shape', { id: 1, ok: true, output: { hostVersion: 1 } }],
  ])('that answers %s', async (_what, answer) => {
    host.answers.hello = () => answer;
    const client = newClient();
    await expect(client.connect()).rejects.toMatchObject({ code: 'ERR_HOST_NONSENSE' });
    expect(client.state).toMatchObject({ state: 'problem', error: { code: 'ERR_HOST_NONSENSE' } });
    expect(host.closed).toBe(1);
  });

  test.each([
    ['a card number of letters', { pan: 'none' }],
    ['an expiry that is no month', { expiry: '202913' }],
    ['a negative number of tries', { pinTriesLeft: -1 }],
  ])('whose card has %s', async (_what, changes) => {
    host.answers.readCard = ({ id }) => ({ id, ok: true, output: { ...testCard, ...changes } });
    await expect(newClient().readCard('Reader 1')).rejects.toMatchObject({ code: 'ERR_HOST_NONSENSE' });
  });

  test('whatever it says: any JSON is an answer, an error or nonsense, never a crash', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (anything) => {
        host = new FakeHost();
        host.answers.readCard = () => anything;
        const outcome = await newClient({ readCard: 20 })
          .readCard('Reader 1')
          .catch((error: { code?: string }) => error.code);
        expect(['ERR_HOST_NONSENSE', 'ERR_HOST_TIMEOUT']).toContain(outcome);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a host that', () => {
  test('stays silent times out, and its port is closed', async () => {
    host.answers.readCard = () => undefined;
    await expect(newClient({ readCard: 10 }).readCard('Reader 1')).rejects.toMatchObject({
      code: 'ERR_HOST_TIMEOUT',
      facts: { action: 'readCard' },
    });
    expect(host.closed).toBe(1);
  });

  test('stops ends every request that was open', async () => {
    host.answers.readCard = () => undefined;
    const client = newClient();
    await client.connect();
    const reading = client.readCard('Reader 1');
    await Promise.resolve();
    host.events?.onClosed('Native host has exited.');
    await expect(reading).rejects.toMatchObject({ code: 'ERR_HOST_CRASHED' });
  });

  test('is of another protocol is named so, by either side', async () => {
    host.answers.hello = ({ id }) => ({ id, ok: true, output: { ...hello, protocolVersion: 2 } });
    await expect(newClient().connect()).rejects.toMatchObject({ code: 'ERR_HOST_VERSION' });
    host = new FakeHost();
    host.answers.hello = ({ id }) => ({
      id,
      ok: false,
      error: { code: 'ERR_HOST_VERSION', facts: { hostProtocol: 2 } },
    });
    const client = newClient();
    await expect(client.connect()).rejects.toMatchObject({ code: 'ERR_HOST_VERSION' });
    expect(client.state.state).toBe('problem');
  });

  test('was let go is opened again when it is needed', async () => {
    const client = newClient();
    await client.connect();
    client.disconnect();
    expect(client.state).toEqual({ state: 'idle' });
    await client.readCard('Reader 1');
    expect(host.opened).toBe(2);
  });
});

describe('"host not found" is four different things', () => {
  const never = { seen: false, greeted: false, extensionId: 'id' };
  const before = { seen: true, greeted: false, extensionId: 'id' };
  const greeted = { seen: true, greeted: true, extensionId: 'id' };

  test.each([
    ['Specified native messaging host not found.', never, 'ERR_HOST_NOT_INSTALLED'],
    ['Specified native messaging host not found.', before, 'ERR_HOST_MISPLACED'],
    ['Failed to start native messaging host.', never, 'ERR_HOST_MISPLACED'],
    ['Access to the specified native messaging host is forbidden.', before, 'ERR_HOST_FORBIDDEN'],
    ['Native host has exited.', before, 'ERR_HOST_CRASHED'],
    ['Error when communicating with the native messaging host.', before, 'ERR_HOST_NONSENSE'],
    ['No such native application org.ecomm.card_host', never, 'ERR_HOST_NOT_INSTALLED'],
    ['File at path /x does not exist, or is not executable', never, 'ERR_HOST_MISPLACED'],
    ['This extension does not have permission to use native application x', never, 'ERR_HOST_FORBIDDEN'],
    [
      'This extension does not have permission to use native application x (or the application is not installed)',
      never,
      'ERR_HOST_NOT_INSTALLED',
    ],
    ['An unexpected error occurred', never, 'ERR_HOST_MISPLACED'],
    ['An unexpected error occurred', before, 'ERR_HOST_MISPLACED'],
    ['An unexpected error occurred', greeted, 'ERR_HOST_NONSENSE'],
    [
      'Native application tried to send a message of 9 bytes, which exceeds the limit of 1 bytes.',
      never,
      'ERR_HOST_NONSENSE',
    ],
    [undefined, before, 'ERR_HOST_CRASHED'],
  ])('%s', (reason, history, code) => {
    expect(hostProblem(reason, history).code).toBe(code);
  });
});

describe('the keeper', () => {
  test('connects when somebody needs the card and tells of one that is there', async () => {
    const changes: { inserted: boolean; hasCard: boolean }[] = [];
    const client: HostClient = newClient({}, () => keeper.hostChanged());
    const keeper = new HostKeeper(client, (change) => changes.push(change));
    keeper.want(true);
    await client.connect();
    expect(changes).toEqual([{ inserted: true, hasCard: true }]);
    host.events?.onMessage({ event: 'readersChanged', readers: [{ ...readers[0], card: 'inUse' }] });
    expect(changes).toHaveLength(1);
    host.events?.onMessage({ event: 'readersChanged', readers: [{ ...readers[0], card: 'absent' }] });
    expect(changes.at(-1)).toEqual({ inserted: false, hasCard: false });
    client.disconnect();
  });
});
