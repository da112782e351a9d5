import { escapeControls } from './format';

/** What stands where a secret stood. */
export const REDACTED = '[redacted]';

/** Shorter values would blot out half of the log and are no secret of AWS. */
const MIN_SECRET_LENGTH = 8;

/** Names whose value is secret whatever it looks like, as header, query parameter, variable or JSON key. */
const secretNames = [
  'secret[-_ ]?access[-_ ]?key(?![-_ ]?id)',
  'aws[-_ ]?secret[-_ ]?key',
  '(?:session|security|access|refresh|(?<![a-z])id|bearer)[-_ ]?token',
  'bearer[-_ ]?token[-_ ]?bedrock',
  '(?:proxy-)?authorization',
  'api[-_ ]?key',
  'client[-_ ]?secret',
  'password',
  'x-amz-signature',
  'x-amz-credential',
  'signature',
].join('|');

const secretName = new RegExp(`(?:${secretNames})$`, 'i');

/**
 * A secret's shape, and what to put in its place. Sources: the prefixes of access keys, "Unique
 * identifiers" in the IAM user guide; Bedrock API keys (`ABSK…`, `bedrock-api-key-…`), "API keys" in the
 * Bedrock user guide; query and header names, "Signature Version 4" in the IAM user guide.
 */
const shapes: readonly (readonly [RegExp, string])[] = [
  // The scheme and the rest of a signed or bearer header.
  [/\bAWS4-[A-Z0-9-]+\s+Credential=.*?Signature=[0-9a-f]+/gi, REDACTED],
  [/\b(Bearer|Basic)(\s+|%20|\+)[\w.~+/%=-]{8,}/gi, `$1 ${REDACTED}`],
  // name=value, name: value, "name":"value", \"name\":\"value\", and the same URL-encoded.
  [
    new RegExp(
      `(${secretNames})((?:\\\\*["'])?\\s*(?:[:=]|%3[AD])\\s*(?:\\\\*["'])?)` +
        `(?!\\[redacted\\]|(?:Bearer|Basic) \\[redacted\\])[^\\s"'\\\\,;&}\\])]+`,
      'gi',
    ),
    `$1$2${REDACTED}`,
  ],
  [/\bABSK[A-Za-z0-9+/%_-]{16,}=*/g, REDACTED],
  [/\bbedrock-api-key-[\w+/%=.-]+/gi, REDACTED],
  [/(?<![A-Z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{12,124}(?![A-Z0-9])/g, REDACTED],
  // Session tokens begin with a few known bytes.
  [/\b(?:IQoJ|FwoG|FQoG|AQoD)[A-Za-z0-9+/%=_-]{32,}/g, REDACTED],
  // JSON web tokens, as SSO hands them out.
  [/\beyJ[\w-]{8,}(?:\.[\w-]*){2,4}/g, REDACTED],
  // A user and password inside a URL, as proxies have them.
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/?#@"']+@/gi, `$1${REDACTED}@`],
  // A bare secret access key: 40 characters of base64 with all three kinds, so no hash in hexadecimal.
  [
    /(?<![A-Za-z0-9+/=])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])(?=[A-Za-z0-9+/]*\d)[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])/g,
    REDACTED,
  ],
];

/** Takes secrets out of texts: those it was told, in the forms they travel in, and all that look like one. */
export class Redactor {
  /** Forms of the known secrets, longest first, so that no secret hides the rest of a longer one. */
  private forms: string[] = [];

  /** Makes this very value unspeakable from now on. Values of fewer than 8 characters are not taken. */
  addSecret(value: string): void {
    if (value.length < MIN_SECRET_LENGTH) return;
    const forms = new Set([...this.forms, ...formsOf(value)]);
    this.forms = [...forms].sort((a, b) => b.length - a.length);
  }

  /** Whether a value of this name is secret whatever it looks like. */
  isSecretName(name: string): boolean {
    return secretName.test(name);
  }

  /** The text without its secrets. */
  redact(text: string): string {
    let clean = this.removeKnown(text);
    for (const [shape, replacement] of shapes) clean = clean.replace(shape, replacement);
    return clean;
  }

  private removeKnown(text: string): string {
    let clean = text;
    for (const form of this.forms) clean = clean.replaceAll(form, REDACTED);
    return clean;
  }
}

/** The ways one value is written in logs: as it is, escaped, in JSON, in a URL, in base64. */
function formsOf(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const percent = encodeLoosely(value);
  return [
    value,
    json,
    JSON.stringify(json).slice(1, -1),
    percent,
    lowerCaseEscapes(percent),
    new URLSearchParams([['', value]]).toString().slice(1),
    Buffer.from(value).toString('base64'),
    Buffer.from(value).toString('base64url'),
  ].flatMap((form) => [form, escapeControls(form)]);
}

/** Percent-encodes; unlike the language's own function it accepts half of a surrogate pair. */
function encodeLoosely(value: string): string {
  return encodeURIComponent(value.replace(/[\ud800-\udfff]/gu, '\ufffd'));
}

function lowerCaseEscapes(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
}
