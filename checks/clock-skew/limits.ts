/** Kerberos and Entra ID tolerate five minutes; what ccmsetup itself tolerates is not documented. */
export const TOLERATED_MS = 5 * 60_000;
/**
 * From a day on nothing time-bound can work (inferred): tokens that live for 1 to 8 hours are expired on arrival when the
 * clock is ahead, and CRLs of the last day are not valid yet when it is behind. `clock-skew` fails then, whatever else it
 * knows.
 */
export const HOPELESS_MS = 24 * 3_600_000;
