/** The bound of a bank's message, for those who only need to know it. */

/** Some 10,000 entries. */
export const maxBankMessageBytes = 16 * 1024 * 1024;
