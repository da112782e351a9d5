/** The visible fault of a pasted credential before AWS is asked. */
export type ShapeProblem =
  | 'empty'
  /** Blanks or line breaks inside: two values, or a cut one. */
  | 'blanksInside'
  /** The id of a user, role or group, which looks like that of a key. */
  | 'notAnAccessKey'
  /** The secret was pasted where the id belongs. */
  | 'looksLikeSecret'
  /** The id was pasted where a secret belongs. */
  | 'looksLikeAccessKeyId'
  | 'wrongCharacters'
  | 'tooShort'
  /** A key that begins with ASIA is temporary and refused without its session token. */
  | 'tokenNeeded';

/* Prefixes: "Unique identifiers" in the IAM user guide. AKIA is a lasting key, ASIA a temporary one. */
const ACCESS_KEY_ID = /^A[KS]IA[A-Z0-9]{12,124}$/;
const OTHER_ID = /^(?:AROA|AIDA|AGPA|ANPA|AIPA|APKA|ASCA|ANVA)[A-Z0-9]{12,}$/;

/** Checks an access key id, trimmed by the caller. Unusual prefixes pass: not only AWS issues keys. */
export function checkAccessKeyId(text: string): ShapeProblem | undefined {
  const common = checkAnySecret(text);
  if (common !== undefined) {
    return common;
  }
  if (OTHER_ID.test(text)) {
    return 'notAnAccessKey';
  }
  if (/^[A-Za-z0-9/+]{40}$/.test(text) && /[a-z]/.test(text)) {
    return 'looksLikeSecret';
  }
  if (!/^\w+$/.test(text)) {
    return 'wrongCharacters';
  }
  return text.length < 16 ? 'tooShort' : undefined;
}

/** Checks a secret access key, trimmed by the caller. */
export function checkSecretAccessKey(text: string): ShapeProblem | undefined {
  return checkLongSecret(text);
}

/** Checks a session token, trimmed by the caller; it may be left out unless the key is a temporary one. */
export function checkSessionToken(text: string, accessKeyId: string): ShapeProblem | undefined {
  if (text === '') {
    return needsSessionToken(accessKeyId) ? 'tokenNeeded' : undefined;
  }
  return checkSecret(text);
}

/** Checks a Bedrock API key, trimmed by the caller. */
export function checkApiKey(text: string): ShapeProblem | undefined {
  return checkLongSecret(text);
}

/** Whether a key with this id works only together with a session token. */
export function needsSessionToken(accessKeyId: string): boolean {
  return accessKeyId.startsWith('ASIA');
}

function checkAnySecret(text: string): ShapeProblem | undefined {
  if (text === '') {
    return 'empty';
  }
  return /\s/.test(text) ? 'blanksInside' : undefined;
}

function checkLongSecret(text: string): ShapeProblem | undefined {
  return checkSecret(text) ?? (text.length < 16 ? 'tooShort' : undefined);
}

function checkSecret(text: string): ShapeProblem | undefined {
  return checkAnySecret(text) ?? (ACCESS_KEY_ID.test(text) ? 'looksLikeAccessKeyId' : undefined);
}
