/** The card form's script, for the browser: start with `payByCard`. */
export * from './pay-by-card.ts';
