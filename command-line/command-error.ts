/** What the user of a command has to mend, or what it can't go on with: the message is for the terminal. */
export class CommandError extends Error {}
