/** The pay sheet's start file. */
import { connectView } from '../kit/connect-view.ts';
import { startPage } from '../kit/start-page.tsx';
import { PaySheet } from './PaySheet.tsx';

const purchaseId = new URLSearchParams(location.search).get('purchase') ?? '';

startPage('payTitle', <PaySheet view={connectView('pay', purchaseId)} />);
