/** The journal's start file. */
import { connectView } from '../kit/connect-view.ts';
import { startPage } from '../kit/start-page.tsx';
import { Journal } from './Journal.tsx';

startPage('journalTitle', <Journal view={connectView('journal')} />);
