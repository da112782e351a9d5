import { createHmac } from 'node:crypto';

const key = 'a world of its own';

/** The signature that a model gives to its reasoning: bound to its text and to the model. */
export function signatureOf(modelId: string, text: string): string {
  const seal = createHmac('sha256', key).update(`${modelId}\n${text}`).digest('base64');
  return Buffer.from(JSON.stringify({ modelId, seal })).toString('base64');
}

/** Who wrote a piece of reasoning, as far as it can be told. */
export type Author = 'this model' | 'another model' | 'nobody';

/** The reasoning that models of this server gave, and whose it is. */
export class Signatures {
  /** Signatures and sealed data that a test chose itself, with the model they were given by. */
  private readonly given = new Map<string, string>();

  /** Notes what an answer contains besides what `signatureOf` makes. */
  note(modelId: string, signatureOrData: string): void {
    this.given.set(signatureOrData, modelId);
  }

  /** Whose reasoning it is, asked on behalf of a model. */
  authorOf(modelId: string, text: string, signature: string): Author {
    const author = this.given.get(signature) ?? signer(text, signature);
    return author === undefined ? 'nobody' : author === modelId ? 'this model' : 'another model';
  }
}

function signer(text: string, signature: string): string | undefined {
  try {
    const { modelId } = JSON.parse(Buffer.from(signature, 'base64').toString()) as { modelId: string };
    return signatureOf(modelId, text) === signature ? modelId : undefined;
  } catch {
    return undefined;
  }
}
