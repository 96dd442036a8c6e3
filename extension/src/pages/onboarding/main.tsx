/** The onboarding's start file. */
import { connectView } from '../kit/connect-view.ts';
import { startPage } from '../kit/start-page.tsx';
import { Onboarding } from './Onboarding.tsx';

startPage('onboardingTitle', <Onboarding view={connectView('onboarding')} />);
