/** The one error of set-up: what is wrong with this machine, and what the person before it can do. */
export class SetUpError extends Error {
  /**
   * @param {string} message what happened
   * @param {string} hint the next step, most often a command to copy
   * @param {ErrorOptions} [options]
   */
  constructor(message, hint, options) {
    super(message, options);
    this.name = 'SetUpError';
    this.hint = hint;
  }
}
