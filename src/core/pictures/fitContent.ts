import * as l10n from '@vscode/l10n';
import { LRUCache } from 'lru-cache';
import type { ContentBlock, DocumentBlock, ImageBlock, Message } from '../bedrock/content';
import { formatBytes, formatCount } from '../../shared/format';
import { hashKey } from '../util/hashKey';
import {
  MANY,
  MAX_DOCUMENT_BYTES,
  MAX_DOCUMENTS,
  MAX_PICTURE_BYTES,
  MAX_PICTURES,
  MAX_SIDE,
  MAX_SIDE_OF_MANY,
} from './contentLimits';
import { pictureSize, type PictureSize } from './pictureSize';
import type { ScalesPictures } from './pictureScaler';

/** A picture that is larger takes gigabytes to be read. */
const MAX_PIXELS = 150_000_000;
/** Scaled pictures that are kept for the next questions, which send them again, in bytes. */
const MAX_KEPT_BYTES = 64 * 1024 * 1024;

/** A sentence for the user, and what it is about: the same is told once. */
export interface FitNotice {
  readonly about: string;
  readonly text: string;
}

/** Messages as Bedrock takes them, and what the user is told. */
export interface FittedMessages {
  readonly messages: readonly Message[];
  readonly notices: readonly FitNotice[];
}

type Text = Extract<ContentBlock, { type: 'text' }>;
type Fitted = ImageBlock | Text;

/**
 * Makes pictures fit that are larger than Bedrock takes, and leaves out those that are none, and documents that are too
 * large or too many; the model is told in their place.
 */
export class ContentFitter {
  private readonly scaled = new LRUCache<string, ImageBlock>({
    maxSize: MAX_KEPT_BYTES,
    sizeCalculation: ({ bytes }) => bytes.length,
  });

  /** Without a scaler, what is too large is left out. */
  constructor(private readonly scaler?: ScalesPictures) {}

  /** Fits the messages of one request to a model that takes pictures, or only documents; many pictures have to be smaller than a few. */
  async fit(messages: readonly Message[], takes: { readonly pictures: boolean }): Promise<FittedMessages> {
    const pictures = takes.pictures ? messages.flatMap(picturesOf) : [];
    const documents = messages.flatMap(({ content }) => content.filter(({ type }) => type === 'document'));
    if (pictures.length === 0 && documents.length === 0) {
      return { messages, notices: [] };
    }
    const fitted = new Map<ContentBlock, Fitted>();
    const told = new Told();
    const surplus = new Set(pictures.slice(0, -MAX_PICTURES));
    const maxSide = pictures.length > MANY ? MAX_SIDE_OF_MANY : MAX_SIDE;
    for (const picture of new Set(pictures)) {
      const fit = surplus.has(picture) ? told.surplus() : await this.fitPicture(picture, maxSide, told);
      if (fit !== picture) {
        fitted.set(picture, fit);
      }
    }
    for (const { content } of messages) {
      leftOutDocuments(content, told).forEach((text, document) => fitted.set(document, text));
    }
    return fitted.size === 0
      ? { messages, notices: [] }
      : { messages: messages.map((message) => replaced(message, fitted)), notices: told.notices };
  }

  private async fitPicture(picture: ImageBlock, maxSide: number, told: Told): Promise<Fitted> {
    const { bytes } = picture;
    const size = pictureSize(bytes);
    if (size === undefined) {
      return told.unreadable();
    }
    const side = Math.max(size.width, size.height);
    if (side <= maxSide && bytes.length <= MAX_PICTURE_BYTES) {
      return picture;
    }
    // As small as many pictures have to be, so that it stays what it is when more come.
    const limits = { maxSide: MAX_SIDE_OF_MANY, maxBytes: MAX_PICTURE_BYTES };
    const key = hashKey(bytes);
    const known = this.scaled.get(key);
    if (known !== undefined) {
      return known;
    }
    if (this.scaler === undefined || size.width * size.height > MAX_PIXELS) {
      return told.tooLarge(picture, size);
    }
    try {
      const { format, bytes: smaller, width, height } = await this.scaler.scale(bytes, limits);
      const block: ImageBlock = { type: 'image', format, bytes: smaller };
      this.scaled.set(key, block);
      told.scaled(key, size, { width, height });
      return block;
    } catch {
      return told.tooLarge(picture, size);
    }
  }
}

/** Gathers what the user is told of one request. */
class Told {
  readonly notices: FitNotice[] = [];
  private scaledPictures = 0;

  scaled(key: string, from: PictureSize, to: PictureSize): void {
    this.scaledPictures += 1;
    const text =
      this.scaledPictures === 1
        ? l10n.t(
            'A picture of {0} × {1} pixels is too large for Bedrock; it was scaled to {2} × {3}.',
            formatCount(from.width),
            formatCount(from.height),
            formatCount(to.width),
            formatCount(to.height),
          )
        : l10n.t(
            '{0} pictures are too large for Bedrock; they were scaled to {1} pixels a side at most.',
            formatCount(this.scaledPictures),
            formatCount(MAX_SIDE_OF_MANY),
          );
    const others = this.notices.filter(({ about }) => !about.startsWith('scaled'));
    this.notices.splice(0, Infinity, ...others, { about: `scaled ${key}`, text });
  }

  tooLarge({ bytes }: ImageBlock, { width, height }: PictureSize): Text {
    const size = [formatCount(width), formatCount(height), formatBytes(bytes.length)];
    return this.leftOut(
      l10n.t('A picture of {0} × {1} pixels ({2}) is too large for Bedrock and was left out.', ...size),
      `A picture of ${width} × ${height} pixels was left out: it is too large`,
    );
  }

  unreadable(): Text {
    return this.leftOut(
      l10n.t('A picture could not be read, and was left out: its data is damaged or not all there.'),
      'A picture was left out: its data is damaged',
    );
  }

  surplus(): Text {
    return this.leftOut(
      l10n.t('Of more than {0} pictures, the oldest were left out.', formatCount(MAX_PICTURES)),
      'A picture was left out: there are too many',
    );
  }

  document({ bytes, name }: DocumentBlock, isTooLarge: boolean): Text {
    return this.leftOut(
      isTooLarge
        ? l10n.t(
            '{0} has {1} and was left out: Bedrock takes documents of {2} at most.',
            name,
            formatBytes(bytes.length),
            formatBytes(MAX_DOCUMENT_BYTES),
          )
        : l10n.t(
            '{0} was left out: Bedrock takes {1} documents in one message at most.',
            name,
            formatCount(MAX_DOCUMENTS),
          ),
      `The document ${name} was left out: ${isTooLarge ? 'it is too large' : 'there are too many'}`,
    );
  }

  private leftOut(sentence: string, forModel: string): Text {
    if (!this.notices.some(({ text }) => text === sentence)) {
      this.notices.push({ about: sentence, text: sentence });
    }
    return { type: 'text', text: `[${forModel}.]` };
  }
}

function leftOutDocuments(content: readonly ContentBlock[], told: Told): Map<DocumentBlock, Text> {
  const texts = new Map<DocumentBlock, Text>();
  let taken = 0;
  for (const block of content) {
    if (block.type !== 'document') {
      continue;
    }
    const isTooLarge = block.bytes.length > MAX_DOCUMENT_BYTES;
    taken += isTooLarge ? 0 : 1;
    if (isTooLarge || taken > MAX_DOCUMENTS) {
      texts.set(block, told.document(block, isTooLarge));
    }
  }
  return texts;
}

function picturesOf({ content }: Message): ImageBlock[] {
  return content.flatMap((block) => {
    if (block.type === 'toolResult') {
      return block.content.filter((part) => part.type === 'image');
    }
    return block.type === 'image' ? [block] : [];
  });
}

function replaced(message: Message, fitted: ReadonlyMap<ContentBlock, Fitted>): Message {
  const content = message.content.map((block): ContentBlock =>
    block.type === 'toolResult'
      ? { ...block, content: block.content.map((part) => fitted.get(part) ?? part) }
      : (fitted.get(block) ?? block),
  );
  return { ...message, content };
}
