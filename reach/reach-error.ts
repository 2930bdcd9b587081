/**
 * What the picture of a network can't be drawn from. A reviewer trusts the picture, so whatever it would leave out is an
 * error instead. The message is meant for the user's terminal.
 */
export class ReachError extends Error {
  override readonly name = "ReachError";
}
