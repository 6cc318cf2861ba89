import { nearest } from './nearest.ts';
import type { RawOptions } from './option-table.ts';
import { UsageError } from './usage-error.ts';

/** Options by the type of their value, before anybody has understood it; undefined for one that was not given. */

type Name = keyof RawOptions;

export function text(options: RawOptions, name: Name): string | readonly string[] | undefined {
  const value = options[name];
  return typeof value === 'string' || Array.isArray(value) ? value : undefined;
}

export function single(options: RawOptions, name: Name): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** Also an express no, which is what `--no-crl-check=false` and `false` in the settings file are. */
export function flag(options: RawOptions, name: Name): boolean | undefined {
  const value = options[name];
  return typeof value === 'boolean' ? value : undefined;
}

export function number(options: RawOptions, name: Name): string | number | undefined {
  const value = options[name];
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

/** @throws UsageError for a word that is none of the choices */
export function choice<const T extends string>(options: RawOptions, name: Name, choices: readonly T[], fallback: T): T {
  const value = single(options, name);
  if (value === undefined) return fallback;
  const chosen = choices.find((candidate) => candidate === value);
  if (chosen === undefined) {
    const near = nearest(value, choices);
    const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
    throw new UsageError(`--${name} must be ${choices.join(' or ')}, not "${value}".${hint}`);
  }
  return chosen;
}
