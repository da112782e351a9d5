/**
 * Bills and Bedrock name models in ways of their own: `Claude3.5Sonnet` or `Claude 3.5 Sonnet (Amazon Bedrock
 * Edition)`, and `anthropic.claude-3-5-sonnet-20241022-v2:0`. What they share are words and numbers, in any order.
 */
function modelWords(name: string): ReadonlySet<string> {
  const plain = name
    .slice(name.lastIndexOf('/') + 1)
    .toLowerCase()
    // Dates and versions of a model's id, which bills leave out.
    .replace(/-?\b20\d{6}\b.*$/, '')
    .replace(/-v?\d+(:\d+)+$|[- ]?v\d+$/, '')
    // 3-5 is 3.5; 1-70b is a version and a size.
    .replace(/(\d)[-_ ](\d+)(?![\d]*b)/g, '$1.$2');
  return new Set(plain.match(/\d+(\.\d+)*b\b|\d+(\.\d+)*|[a-z]+/g) ?? []);
}

/** The words of a model's id without those before its name: geography and provider. */
function ownWords(id: string): ReadonlySet<string> {
  return modelWords(id.replace(/^.*\//, '').replace(/^([a-z][a-z0-9-]*\.)+(?=[a-z])/i, ''));
}

/**
 * Whether a name on a bill is that of the model with an id: all words of the model, and none besides but its
 * provider's. Bills also write words together.
 */
export function isSameModel(billed: string, modelId: string): boolean {
  const own = ownWords(modelId);
  let rest = [...modelWords(billed)].join(' ');
  if (own.size === 0 || rest === '') return false;
  const words = [...new Set([...own, ...modelWords(modelId)])].sort((a, b) => b.length - a.length);
  for (const word of words) {
    if (own.has(word) && !rest.includes(word)) return false;
    rest = rest.replace(word, ' ');
  }
  return rest.trim() === '';
}
