import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { callOperator, disagreements, readBooks } from './world/books.ts';
import { ScriptWallet } from './world/script-wallet.ts';
import { SoftwareCard } from './world/software-card.ts';
import { shopOf, startWorld } from './world/start-world.ts';

const dataDir = await mkdtemp('/tmp/iw/w');
const world = await startWorld({
  dataDir,
  profile: 'demo',
  pin: '1998',
  withReader: false,
  onProgress: console.error,
});
try {
  const card = await SoftwareCard.read(join(dataDir, 'cards', 'camille.json'));
  const wallet = await ScriptWallet.enrol(world, card);
  const html = await (await fetch(shopOf(world).url)).text();
  const slugs = [...html.matchAll(/\/article\/[a-z0-9-]+/g)].map((m) => m[0]);
  console.log(slugs);
  for (const s of [...new Set(slugs)].slice(0, 3))
    console.log((await wallet.buy(shopOf(world).url, s)).length);
  await new Promise((r) => setTimeout(r, 3000));
  let books = await readBooks(world);
  console.log(JSON.stringify(books.intermediary, null, 1).slice(0, 1500), disagreements(books));
  console.log(
    JSON.stringify(
      await callOperator(world.intermediary.url, join(dataDir, 'intermediary'), '/operator/close', {}),
      null,
      1,
    ),
  );
  books = await readBooks(world);
  console.log(disagreements(books), books.issuer.accounts, books.issuer.authorizations);
} finally {
  await world.stop();
  for (const p of world.processes) console.log(p.name, p.output.slice(-1500));
}
