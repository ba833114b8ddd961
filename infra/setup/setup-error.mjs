/** Something that the person at the keyboard has to do first; `hint` says what. */
export class SetupError extends Error {
  /**
   * @param {string} message what is missing
   * @param {string} hint what to do about it
   */
  constructor(message, hint) {
    super(message)
    this.hint = hint
  }
}
