const DAY_MS = 86_400_000;

/** Days from now, negative in the past. */
export type Days = number;

/** A moment some days from now, in whole seconds as certificates have it. */
export function daysFrom(now: Date, days: Days): Date {
  return new Date(Math.floor((now.getTime() + days * DAY_MS) / 1000) * 1000);
}
