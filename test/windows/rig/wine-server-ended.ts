/**
 * Wine's server has crashed under a program. Nothing is known about the program then: each one waits forever for the
 * server's next answer. No program can do that to a real Windows, so the case is tried again on a fresh device.
 */
export class WineServerEnded extends Error {}
