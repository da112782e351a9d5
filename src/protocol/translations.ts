import * as v from 'valibot';

/** What a worker, a process or a page needs to speak the user's language; see `shared/translations`. */
export const translationsSchema = v.object({
  language: v.string(),
  texts: v.nullable(v.record(v.string(), v.string())),
});

/** What comes with a worker's own data. */
export const translatedDataSchema = v.object({ translations: translationsSchema });
