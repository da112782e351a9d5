import { familyOf } from '../families';
import { firstOf, placedBlocks, type Asked } from '../rule';

const media = ['image', 'document', 'video'] as const;

/** Pictures and files are the user's. */
export function mediaFromUser({ body }: Asked): string | undefined {
  return firstOf(placedBlocks(body), ({ block, role }) => {
    const kind = media.find((each) => block[each] !== undefined);
    return kind !== undefined && role !== 'user'
      ? `This model doesn't support the ${kind} field for ${role} messages. Remove ${kind} and try again.`
      : undefined;
  });
}

/** What stands beside the result of a tool is something that the family takes there. */
export function besideResults({ body, model }: Asked): string | undefined {
  const allowed: readonly string[] = familyOf(model).besideResults;
  return firstOf((body.messages ?? []).entries(), ([index, { content = [] }]) => {
    if (!content.some(({ toolResult }) => toolResult)) {
      return undefined;
    }
    const beside = content.flatMap((block) =>
      Object.keys(block).filter((key) => ['text', ...media].includes(key)),
    );
    const odd = beside.find((kind) => !allowed.includes(kind));
    return odd === undefined
      ? undefined
      : `The message at messages.${index} mixes toolResult with ${odd} content, which this model doesn't support.`;
  });
}

/** A result of a tool holds what the family takes there; Nova reads text files alone. */
export function insideResults({ body, model }: Asked): string | undefined {
  const allowed: readonly string[] = familyOf(model).inResults;
  return firstOf(placedBlocks(body), ({ block }) =>
    firstOf(block.toolResult?.content ?? [], (part) => {
      const kind = media.find((each) => each in part);
      if (kind === undefined) {
        return undefined;
      }
      const binary = ['pdf', 'doc', 'docx', 'xls', 'xlsx'].includes(part.document?.format ?? '');
      return allowed.includes(kind) && !(model.vendor === 'amazon' && binary)
        ? undefined
        : `This model doesn't support the ${kind} field in the ToolResultContentBlock. Remove ${kind} and try again.`;
    }),
  );
}

/** Texts in results of tools are not blank, and a result that says that it failed says why. */
export function resultTexts({ body }: Asked): string | undefined {
  return firstOf(placedBlocks(body), ({ block, place }) => {
    const { content = [], status } = block.toolResult ?? {};
    if (status === 'error' && content.length === 0) {
      return `The content field at ${place}.toolResult cannot be empty when status value is error.`;
    }
    return content.some(({ text }) => text?.trim() === '')
      ? `The text field in the ToolResultContentBlock object at ${place}.toolResult is blank. Add text to the text field, and try again.`
      : undefined;
  });
}
