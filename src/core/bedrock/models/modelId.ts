/** The longest id of a model that Bedrock takes, in characters; an ARN is the longest kind. */
export const MAX_MODEL_ID_CHARACTERS = 2048;

// eslint-disable-next-line no-control-regex -- they are what is looked for
const NOT_IN_IDS = /[\s\u0000-\u001f\u007f-\u009f]/;

/** Why a text can be no id or ARN of a model, as the end of a sentence; undefined where it may be one. */
export function modelIdFault(id: string): string | undefined {
  if (id.length > MAX_MODEL_ID_CHARACTERS) {
    return `is longer than ${MAX_MODEL_ID_CHARACTERS.toLocaleString('en')} characters, which no id or ARN of a model is`;
  }
  return NOT_IN_IDS.test(id)
    ? 'holds blanks or control characters, which no id or ARN of a model does'
    : undefined;
}
