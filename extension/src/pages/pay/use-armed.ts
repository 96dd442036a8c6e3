/**
 * A button that pays is armed only when it has been in sight for a moment: a window that pops up under a moving
 * cursor, or under a finger on Enter, must not catch the click.
 */
import { useEffect, useState } from 'preact/hooks';

export const armAfterMs = 500;

export function useArmed(isShown: boolean): boolean {
  const [isArmed, setArmed] = useState(false);
  useEffect(() => {
    setArmed(false);
    if (!isShown) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const arm = () => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible') timer = setTimeout(() => setArmed(true), armAfterMs);
      else setArmed(false);
    };
    arm();
    document.addEventListener('visibilitychange', arm);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', arm);
    };
  }, [isShown]);
  return isArmed;
}
