/**
 * What the wallet does by itself, once an hour and when its worker starts: gets the list of what is revoked, asks after
 * a pended enrolment, renews the certificate before it ends, learns what merchants gave back. Each by itself: one that fails does not keep the others from being done.
 */
import { isBug } from '../shared/errors.ts';
import { inquirePended } from './enrolment/pended-enrolment.ts';
import { renewCertificate } from './enrolment/renew-certificate.ts';
import type { WalletPorts } from './ports.ts';
import { inquireNow } from './purchase/inquire.ts';
import { refreshRevocation } from './revocation.ts';

export interface UpkeepOptions {
  readonly onEnrolled: () => Promise<void>;
  readonly onChange: () => void;
  readonly onBug: (error: unknown) => void;
}

export async function keepUp(ports: WalletPorts, options: UpkeepOptions): Promise<void> {
  const { onEnrolled, onChange, onBug } = options;
  const chores = [
    async () => refreshRevocation(await ports.setup(), ports),
    async () => {
      if ((await inquirePended(ports)) === 'enrolled') await onEnrolled();
    },
    () => renewCertificate(ports),
    () => inquireNow(ports),
  ];
  for (const chore of chores) {
    try {
      await chore();
    } catch (error) {
      // The network, or the bank's word: the next hour asks again.
      if (isBug(error)) onBug(error);
    }
  }
  onChange();
}
