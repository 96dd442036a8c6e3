/** The start file of the page that checks receipts. */
import { startPage } from '../kit/start-page.tsx';
import { checkReceipt } from './check-receipt.ts';
import { Verify } from './Verify.tsx';

startPage('verifyTitle', <Verify check={checkReceipt} />);
