// As much of JSON Schema 2020-12 as our OpenAPI document uses. A keyword that is not known here is
// an error, so that nothing in the document goes unchecked.
export type Schema = { [keyword: string]: unknown };

type Check = (value: unknown, argument: never, schema: Schema, validator: Validator) => string | undefined;

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeOf(value) === "object";
}

const checks: Record<string, Check> = {
  description: () => undefined,
  type: (value, types: string | string[]) =>
    [types].flat().includes(typeOf(value)) ? undefined : `is ${typeOf(value)}, not ${types}`,
  enum: (value, all: unknown[]) => (all.includes(value) ? undefined : `${value} is none of ${all}`),
  pattern: (value, pattern: string) =>
    typeof value !== "string" || new RegExp(pattern, "u").test(value) ? undefined : `${value} is not like ${pattern}`,
  minimum: (value, least: number) => (typeof value !== "number" || value >= least ? undefined : `${value} < ${least}`),
  minItems: (value, least: number) => (!Array.isArray(value) || value.length >= least ? undefined : "too short"),
  maxItems: (value, most: number) => (!Array.isArray(value) || value.length <= most ? undefined : "too long"),
  required: (value, names: string[]) => {
    const missing = isObject(value) ? names.filter((name) => !(name in value)) : [];
    return missing.length === 0 ? undefined : `has no ${missing}`;
  },
  properties: (value, properties: Record<string, Schema>, _schema, validator) => {
    if (!isObject(value)) return undefined;
    for (const [name, schema] of Object.entries(properties)) {
      const fault = name in value ? validator.check(value[name], schema) : undefined;
      if (fault !== undefined) return `${name}: ${fault}`;
    }
    return undefined;
  },
  additionalProperties: (value, allowed: boolean, schema) => {
    const known = Object.keys(schema["properties"] ?? {});
    const others = isObject(value) && !allowed ? Object.keys(value).filter((name) => !known.includes(name)) : [];
    return others.length === 0 ? undefined : `has ${others}, which the document does not know`;
  },
  items: (value, schema: Schema, _schema, validator) => {
    const faults = Array.isArray(value) ? value.map((item) => validator.check(item, schema)) : [];
    const at = faults.findIndex((fault) => fault !== undefined);
    return at === -1 ? undefined : `${at}: ${faults[at]}`;
  },
  oneOf: (value, schemas: Schema[], _schema, validator) => {
    const faults = schemas.map((schema) => validator.check(value, schema));
    const fitting = faults.filter((fault) => fault === undefined).length;
    return fitting === 1 ? undefined : `fits ${fitting} of ${schemas.length}: ${faults.join("; ")}`;
  },
};

export class Validator {
  constructor(private readonly document: Schema) {}

  /** What a "$ref" stands for. */
  resolve(schema: Schema): Schema {
    const reference = schema["$ref"];
    if (typeof reference !== "string") return schema;
    let found: unknown = this.document;
    for (const part of reference.split("/").slice(1)) found = (found as Schema)[part];
    if (found === undefined) throw new Error(`${reference} is not there`);
    return found as Schema;
  }

  /** What is wrong with the value; nothing if it fits. */
  check(value: unknown, given: Schema): string | undefined {
    const schema = this.resolve(given);
    for (const [keyword, argument] of Object.entries(schema)) {
      const check = checks[keyword];
      if (check === undefined) throw new Error(`the checker does not know "${keyword}"`);
      const fault = check(value, argument as never, schema, this);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
}
