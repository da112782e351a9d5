import * as l10n from '@vscode/l10n';
import { ulid } from 'ulid';
import type { PanelAttachment } from '../../protocol/chatPanel';
import { MANY, MAX_DOCUMENT_BYTES, MAX_DOCUMENTS, MAX_PICTURE_BYTES } from '../pictures/contentLimits';
import { estimateTextsTokens } from '../bedrock/tokenEstimate';
import { contextLabel, type ContextItem, type FileContext } from './context';
import { formatBytes, formatCount } from '../../shared/format';

/** Content that a user attached to a question by one act: a file, a selection, a picture, or a folder with its files. */
export interface Attachment {
  readonly id: string;
  readonly label: string;
  readonly tooltip: string;
  readonly kind: PanelAttachment['kind'];
  readonly items: readonly ContextItem[];
  /** About how many its texts are, together. */
  readonly tokens: number;
}

/** An attachment of one item. */
export function attachmentOf(item: ContextItem): Attachment {
  const kind = item.type === 'text' ? 'text' : item.block.type;
  return {
    id: ulid(),
    label: contextLabel(item),
    tooltip: item.path,
    kind,
    items: [item],
    tokens: tokensOf([item]),
  };
}

/** A folder with what of it goes along. */
export function folderAttachment(path: string, items: readonly ContextItem[]): Attachment {
  const files = items.length === 1 ? l10n.t('1 file') : l10n.t('{0} files', formatCount(items.length));
  const tooltip = `${path}: ${items.map(contextLabel).join(', ')}`;
  return {
    id: ulid(),
    label: `${path}/ (${files})`,
    tooltip: tooltip.slice(0, 1000),
    kind: 'folder',
    items,
    tokens: tokensOf(items),
  };
}

/** Half of the smallest context that is common today. */
const MANY_TOKENS = 64_000;

/** How a user sees attachments: each with about its size, and with a warning where it may be too much. */
export function shownAttachments(attachments: readonly Attachment[]): PanelAttachment[] {
  const seen = { image: 0, document: 0 };
  return attachments.map(({ id, label, tooltip, kind, items, tokens }) => {
    const warnings = new Set<string>();
    for (const item of items) {
      if (item.type === 'file') {
        fileWarnings(item, ++seen[item.block.type]).forEach((warning) => warnings.add(warning));
      }
    }
    if (tokens > MANY_TOKENS) {
      warnings.add(
        l10n.t('About {0} tokens are more than many models take, and they cost money.', formatCount(tokens)),
      );
    }
    return { id, label, tooltip, kind, size: sizeOf(items, tokens), warning: [...warnings].join(' ') };
  });
}

function fileWarnings({ block, path }: FileContext, number: number): string[] {
  const has = block.bytes.length;
  const image = block.type === 'image';
  const warnings: string[] = [];
  if (number > (image ? MANY : MAX_DOCUMENTS)) {
    warnings.push(
      image
        ? l10n.t(
            'Where there are more than {0} pictures, large ones are scaled down, and some models refuse them.',
            MANY,
          )
        : l10n.t(
            'Bedrock takes no more than {0} documents in one message; this one is left out.',
            MAX_DOCUMENTS,
          ),
    );
  }
  if (image && has > MAX_PICTURE_BYTES) {
    warnings.push(
      l10n.t(
        '{0} has {1}; it is scaled down to {2}.',
        path,
        formatBytes(has),
        formatBytes(MAX_PICTURE_BYTES),
      ),
    );
  }
  if (!image && has > MAX_DOCUMENT_BYTES) {
    warnings.push(
      l10n.t(
        '{0} has {1}; Bedrock takes documents of {2} at most, and this one is left out.',
        path,
        formatBytes(has),
        formatBytes(MAX_DOCUMENT_BYTES),
      ),
    );
  }
  return warnings;
}

/** "~1,200 tokens", "1.2 MB", or both for a folder. */
function sizeOf(items: readonly ContextItem[], tokens: number): string {
  const bytes = items.reduce((sum, item) => sum + (item.type === 'file' ? item.block.bytes.length : 0), 0);
  const parts = [
    ...(items.some(({ type }) => type === 'text') ? [l10n.t('~{0} tokens', formatCount(tokens))] : []),
    ...(bytes > 0 ? [formatBytes(bytes)] : []),
  ];
  return parts.join(' + ');
}

function tokensOf(items: readonly ContextItem[]): number {
  return estimateTextsTokens(items.flatMap((item) => (item.type === 'text' ? [item.text] : [])));
}
