import { objectsIn, textIn, type Said } from './said';

/*
 * Nothing is kept at the service, so that a thought goes back whole: as the item that it came as, before the calls that
 * it led to. It is kept where the signature of a thought is, which goes back to the model that made it, and to no other.
 */

/** A thought as it goes back; undefined for one that nobody can read again. */
export function sealedReasoning(item: Said): string | undefined {
  const encrypted = textIn(item, 'encrypted_content');
  const content = objectsIn(item, 'content');
  if (encrypted === undefined && content.length === 0) {
    return undefined;
  }
  return JSON.stringify({
    type: 'reasoning',
    id: textIn(item, 'id'),
    summary: objectsIn(item, 'summary'),
    ...(content.length === 0 ? {} : { content }),
    ...(encrypted === undefined ? {} : { encrypted_content: encrypted }),
  });
}

/** The item of a thought; undefined where it came from another API. */
export function openedReasoning(signature: string | undefined): Said | undefined {
  try {
    const item: unknown = JSON.parse(signature ?? '');
    return typeof item === 'object' && item !== null && 'type' in item && item.type === 'reasoning'
      ? { ...item }
      : undefined;
  } catch {
    return undefined;
  }
}
