import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const schemaFile = join(import.meta.dirname, '..', 'docs', 'report.schema.json');
const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, discriminator: false });
addFormats.default(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')));

/** What the shipped JSON Schema has against a report; empty when it is valid. */
export function validateReport(report: unknown): readonly string[] {
  if (validate(report)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }: ErrorObject) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
