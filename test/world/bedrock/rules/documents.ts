import { firstOf, modelSays, placedBlocks, type Asked } from '../rule';
import type { ConverseBody, WireBlock } from '../wire';

const maxDocuments = 5;
const maxBytes = 4.5 * 1024 * 1024;
const formats = ['pdf', 'csv', 'doc', 'docx', 'xls', 'xlsx', 'html', 'txt', 'md'];
const namePattern = /^(?!.*\s\s)[a-zA-Z0-9\s\-()[\]]{1,200}$/;

type Document = NonNullable<WireBlock['document']>;

/** All documents, those in results of tools too. */
function documentsOf(body: ConverseBody): readonly { readonly document: Document; readonly place: string }[] {
  return placedBlocks(body).flatMap(({ block, place }) => [
    ...(block.document ? [{ document: block.document, place: `${place}.document` }] : []),
    ...(block.toolResult?.content ?? []).flatMap(({ document }, index) =>
      document ? [{ document, place: `${place}.toolResult.content.${index}.document` }] : [],
    ),
  ]);
}

/** Names are as the reference says: letters, digits, single spaces, hyphens, parentheses, square brackets. */
export function documentNames({ body }: Asked): string | undefined {
  return firstOf(documentsOf(body), ({ document }) =>
    namePattern.test(document.name ?? '')
      ? undefined
      : "The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and square brackets. The name can't contain more than one consecutive whitespace character. Check that the file name conforms to these restrictions and retry your request.",
  );
}

/** No two documents have one name. */
export function uniqueDocumentNames({ body }: Asked): string | undefined {
  const names = documentsOf(body).map(({ document }) => document.name);
  return new Set(names).size < names.length ? "Messages can't contain duplicate document names." : undefined;
}

/** A message with documents says something about them. */
export function documentsComeWithText({ body }: Asked): string | undefined {
  return firstOf(body.messages ?? [], ({ content = [] }) =>
    content.some(({ document }) => document) && !content.some(({ text }) => text !== undefined)
      ? 'A text block must be included when using documents.'
      : undefined,
  );
}

/** At most five documents in a message. */
export function documentCount({ body }: Asked): string | undefined {
  return firstOf(body.messages ?? [], (message) =>
    documentsOf({ messages: [message] }).length > maxDocuments
      ? `The number of documents in a message exceeds the maximum of ${maxDocuments}.`
      : undefined,
  );
}

/** A document is of a format that Bedrock knows, has bytes, and not too many of them. */
export function documentBytes({ body }: Asked): string | undefined {
  return firstOf(documentsOf(body), ({ document: { format, source }, place }) => {
    if (!formats.includes(format ?? '')) {
      return `1 validation error detected: Value '${format}' at '${place}.format' failed to satisfy constraint: Member must satisfy enum value set: [${formats.join(', ')}]`;
    }
    const bytes = Buffer.from(source?.bytes ?? '', 'base64');
    const { length } = source?.text === undefined ? bytes : Buffer.from(source.text);
    if (length === 0) {
      return `1 validation error detected: Value at '${place}.source.bytes' failed to satisfy constraint: Member must have length greater than or equal to 1`;
    }
    if (length > maxBytes) {
      return `The document at ${place} exceeds the maximum size of 4.5 MB.`;
    }
    return source?.text === undefined ? wrongContent(format, bytes, place) : undefined;
  });
}

function wrongContent(format: string | undefined, bytes: Buffer, place: string): string | undefined {
  switch (format) {
    case 'pdf':
      return bytes.subarray(0, 1024).includes('%PDF-')
        ? undefined
        : `${modelSays}${place}: The PDF specified was not valid.`;
    case 'docx':
    case 'xlsx':
      return bytes.subarray(0, 2).toString('latin1') === 'PK'
        ? undefined
        : `The document at ${place} could not be read as ${format}.`;
    default:
      return undefined;
  }
}

/** Nova Micro reads text alone. */
export function documentsSupported({ body, model }: Asked): string | undefined {
  return model.id.startsWith('amazon.nova-micro') && documentsOf(body).length > 0
    ? "This model doesn't support documents."
    : undefined;
}
