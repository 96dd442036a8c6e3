/** SET's BatchID: counts up from 1 for each merchant. */
import * as v from 'valibot';

export function batchIdField() {
  return v.pipe(v.number(), v.safeInteger(), v.minValue(1));
}
