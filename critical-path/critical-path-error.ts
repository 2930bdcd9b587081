/** What the user has to mend, or what in the layers isn't understood: the message is for the terminal. */
export class CriticalPathError extends Error {}
