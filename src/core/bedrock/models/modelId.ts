/** The longest id of a model that Bedrock takes, in characters; an ARN is the longest kind. */
export const MAX_MODEL_ID_CHARACTERS = 2048;

// eslint-disable-next-line no-control-regex -- they are what is looked for
const NOT_IN_IDS = /[\s\u0000-\u001f\u007f-\u009f]/;

/** Why a text can be no id or ARN of a model: blanks are control characters, too. Undefined where it may be one. */
export function modelIdFault(id: string): 'tooLong' | 'blanks' | undefined {
  if (id.length > MAX_MODEL_ID_CHARACTERS) {
    return 'tooLong';
  }
  return NOT_IN_IDS.test(id) ? 'blanks' : undefined;
}
