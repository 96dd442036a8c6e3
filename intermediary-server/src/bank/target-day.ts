/**
 * Days on which TARGET, the euro's settlement system, is open: Monday to Friday but for 1 January, Good Friday, Easter
 * Monday, 1 May, 25 and 26 December. Banks execute on such days only.
 */

const secondsPerDay = 24 * 3600;
const closedDays = new Set(['01-01', '05-01', '12-25', '12-26']);

/** The `count`-th open day after the one in which `at` lies (seconds since 1970, UTC), as 2026-11-24. */
export function targetDayAfter(at: number, count: number): string {
  let day = Math.floor(at / secondsPerDay);
  for (let left = count; left > 0; ) {
    day += 1;
    if (isTargetDay(day)) left -= 1;
  }
  return isoDay(day);
}

function isTargetDay(day: number): boolean {
  const date = new Date(day * secondsPerDay * 1000);
  if (date.getUTCDay() === 0 || date.getUTCDay() === 6) return false;
  if (closedDays.has(isoDay(day).slice(5))) return false;
  const easter = easterOf(date.getUTCFullYear());
  return day !== easter - 2 && day !== easter + 1;
}

/** Easter Sunday by the Gregorian reckoning (Meeus, Jones, Butcher), in days since 1970. */
function easterOf(year: number): number {
  const golden = year % 19;
  const [century, ofCentury] = [Math.floor(year / 100), year % 100];
  const correction = Math.floor((8 * century + 13) / 25);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const sum = epact + weekday - 7 * late + 114;
  return Date.UTC(year, Math.floor(sum / 31) - 1, (sum % 31) + 1) / (secondsPerDay * 1000);
}

function isoDay(day: number): string {
  return new Date(day * secondsPerDay * 1000).toISOString().slice(0, 10);
}
