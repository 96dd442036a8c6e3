/** Seconds since 1970 to the Date that the X.509 library takes. Converts a given time; never reads the clock. */
export function dateOf(seconds: number) {
  // biome-ignore lint/style/noRestrictedGlobals: a conversion of an argument, not a look at the clock.
  return new Date(seconds * 1000);
}
