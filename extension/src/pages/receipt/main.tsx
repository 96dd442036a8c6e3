/** The receipt's start file. */
import { connectView } from '../kit/connect-view.ts';
import { startPage } from '../kit/start-page.tsx';
import { Receipt } from './Receipt.tsx';

const purchaseId = new URLSearchParams(location.search).get('purchase') ?? '';

startPage('receiptTitle', <Receipt view={connectView('receipt', purchaseId)} />);
