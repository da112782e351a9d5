/**
 * Bills and Bedrock name models in ways of their own: `Claude3.5Sonnet` or `Claude 3.5 Sonnet (Amazon Bedrock
 * Edition)`, and `anthropic.claude-3-5-sonnet-20241022-v2:0`. What they share are words and numbers, in any order.
 */
function modelWords(name: string): ReadonlySet<string> {
  const plain = name
    .slice(name.lastIndexOf('/') + 1)
    .toLowerCase()
    // Dates and versions of a model's id, which bills leave out.
    .replace(/-?\b20\d{6}\b[\s\S]*$/, '')
    .replace(/-v?\d+(:\d+)+$|[- ]?v\d+$/, '')
    // 3-5 is 3.5; 1-70b is a version and a size.
    .replace(/(\d)[-_ ](\d+)(?![\db])/g, '$1.$2');
  return new Set(plain.match(/\d+(\.\d+)*b\b|\d+(\.\d+)*|[a-z]+/g) ?? []);
}

/** The words of a model's id without those before its name: geography and provider. */
function ownWords(id: string): ReadonlySet<string> {
  return modelWords(id.replace(/^.*\//, '').replace(/^([a-z][a-z0-9-]*\.)+(?=[a-z])/i, ''));
}

/**
 * Tells whether a name on a bill is that of the model with an id: all words of the model, and none besides but its
 * provider's. Bills also write words together.
 */
export function modelMatcher(modelId: string): (billed: string) => boolean {
  const own = ownWords(modelId);
  const words = [...new Set([...own, ...modelWords(modelId)])].sort((a, b) => b.length - a.length);
  return (billed) => {
    let rest = [...modelWords(billed)].join(' ');
    if (own.size === 0 || rest === '') {
      return false;
    }
    for (const word of words) {
      if (own.has(word) && !rest.includes(word)) {
        return false;
      }
      rest = rest.replace(word, ' ');
    }
    return rest.trim() === '';
  };
}
