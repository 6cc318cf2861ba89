/** What is wrong with a value, and where; undefined when nothing is. */
export type Shape = (value: unknown, where: string) => string | undefined;

/** A field that may be absent. */
export interface Optional {
  readonly optional: Shape;
}

/** One shape for every field of T: a port that changes does not compile until its recorded form is known too. */
export type Fields<T> = {
  readonly [K in keyof T]-?: undefined extends T[K] ? Optional : Shape;
};

const primitive =
  (name: 'string' | 'boolean'): Shape =>
  (value, where) =>
    typeof value === name ? undefined : `${where} is no ${name}`;

export const text = primitive('string');
export const flag = primitive('boolean');
export const count: Shape = (value, where) =>
  typeof value === 'number' && Number.isFinite(value) ? undefined : `${where} is no number`;
export const bytes: Shape = (value, where) => (value instanceof Uint8Array ? undefined : `${where} holds no bytes`);
export const date: Shape = (value, where) => (value instanceof Date ? undefined : `${where} is no date`);

export const optional = (shape: Shape): Optional => ({ optional: shape });

export function orNull(shape: Shape): Shape {
  return (value, where) => (value === null ? undefined : shape(value, where));
}

export function oneOf<const T extends string>(...words: readonly T[]): Shape {
  return (value, where) =>
    words.some((word) => word === value) ? undefined : `${where} is none of ${words.join(', ')}`;
}

export function listOf(shape: Shape): Shape {
  return (value, where) =>
    Array.isArray(value)
      ? firstOf(value.map((item, at) => () => shape(item, `${where}[${at}]`)))
      : `${where} is no list`;
}

export function recordOf(shape: Shape): Shape {
  return (value, where) =>
    isObject(value)
      ? firstOf(
          Object.entries(value).map(
            ([key, field]) =>
              () =>
                shape(field, `${where}.${key.slice(0, 60)}`),
          ),
        )
      : `${where} is no object`;
}

export function object<T>(fields: Fields<T>): Shape {
  const entries = Object.entries<Shape | Optional>(fields);
  return (value, where) => {
    if (!isObject(value)) return `${where} is no object`;
    return firstOf(
      entries.map(([key, field]) => () => {
        const given = Object.hasOwn(value, key) ? value[key] : undefined;
        if (typeof field === 'function') return field(given, `${where}.${key}`);
        return given === undefined ? undefined : field.optional(given, `${where}.${key}`);
      }),
    );
  };
}

/** A union told apart by the field `tag`. */
export function variants<Tag extends string, U extends { readonly [K in Tag]: string }>(
  tag: Tag,
  shapes: { readonly [S in U[Tag]]: Fields<Omit<Extract<U, { readonly [K in Tag]: S }>, Tag>> },
): Shape {
  const known = new Map(Object.entries<Fields<object>>(shapes).map(([name, fields]) => [name, object(fields)]));
  return (value, where) => {
    if (!isObject(value)) return `${where} is no object`;
    const name = value[tag];
    const shape = typeof name === 'string' ? known.get(name) : undefined;
    return shape === undefined ? `${where}.${tag} is none of ${[...known.keys()].join(', ')}` : shape(value, where);
  };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstOf(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const complaint = check();
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}
