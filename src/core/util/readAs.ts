import * as v from 'valibot';

/**
 * A value from a disk, a service or another process, if it is what it should be; else undefined. It stops at the
 * first fault: to list them all of a large file that is damaged takes minutes and gigabytes.
 */
export function readAs<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): v.InferOutput<Schema> | undefined {
  const parsed = v.safeParse(schema, value, { abortEarly: true });
  return parsed.success ? parsed.output : undefined;
}

/** The same of JSON; undefined also for what is none. */
export function readJsonAs<Schema extends v.GenericSchema>(
  schema: Schema,
  text: string,
): v.InferOutput<Schema> | undefined {
  try {
    return readAs(schema, JSON.parse(text));
  } catch {
    return undefined;
  }
}
