import * as der from './der.ts';

const attributeOid = {
  CN: '2.5.4.3',
  C: '2.5.4.6',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  DC: '0.9.2342.19200300.100.1.25',
} as const;

/**
 * A distinguished name, most significant attribute first, e.g. `DC=com, DC=contoso, CN=Contoso Root CA`. A value holds no
 * comma.
 */
export function distinguishedName(text: string): Buffer {
  if (text === '') return der.sequence();
  return der.sequence(
    ...text.split(',').map((part) => {
      const [type = '', value = ''] = splitOnce(part.trim(), '=');
      if (!(type in attributeOid)) throw new RangeError(`no such attribute: ${type}`);
      const attribute = type as keyof typeof attributeOid;
      // RFC 5280 §4.1.2.4 and appendix A: domain components are IA5, countries printable, the rest UTF-8.
      const string =
        attribute === 'DC'
          ? der.ia5String(value)
          : attribute === 'C'
            ? der.printableString(value)
            : der.utf8String(value);
      return der.setOf(der.sequence(der.oid(attributeOid[attribute]), string));
    }),
  );
}

/** Alternatives of GeneralName (RFC 5280 §4.2.1.6) that the lab writes. */
export type GeneralName =
  | { readonly dns: string }
  | { readonly uri: string }
  | { readonly email: string }
  | { readonly ip: string }
  | { readonly directory: string };

export function generalName(name: GeneralName): Buffer {
  if ('email' in name) return der.implicit(1, Buffer.from(name.email, 'latin1'));
  if ('dns' in name) return der.implicit(2, Buffer.from(name.dns, 'latin1'));
  if ('directory' in name) return der.explicit(4, distinguishedName(name.directory));
  if ('uri' in name) return der.implicit(6, Buffer.from(name.uri, 'latin1'));
  return der.implicit(7, Buffer.from(name.ip.split('.').map(Number)));
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
