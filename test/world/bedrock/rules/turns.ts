import { firstOf, modelSays, placedBlocks, type Asked } from '../rule';

/** Who takes a picture inside a tool's result: the API reference of ToolResultContentBlock, and probes of Llama 4. */
const IMAGES_IN_RESULTS = /^(anthropic\.claude|amazon\.nova|meta\.llama4)/;
/** Whose chat templates have turns of talk and turns of tools, never both in one. */
const TURNS_APART = /^(meta\.llama|mistral\.|cohere\.|ai21\.)/;

/** A picture inside a tool's result is for few; the words name the message that the result is in. */
export function imagesInResults({ body, model }: Asked): string | undefined {
  return firstOf(placedBlocks(body), ({ block }) =>
    !IMAGES_IN_RESULTS.test(model.id) &&
    block.toolResult?.content?.some(({ image }) => image !== undefined) === true
      ? `This model doesn't support the image field for user messages. Remove image and try again.`
      : undefined,
  );
}

/** Some want talk and tools in turns of their own. */
export function turnsApart({ body, model }: Asked): string | undefined {
  if (!TURNS_APART.test(model.id)) {
    return undefined;
  }
  return firstOf((body.messages ?? []).entries(), ([index, { content = [] }]) => {
    const isTool = ({ toolUse, toolResult }: (typeof content)[number]) =>
      (toolUse ?? toolResult) !== undefined;
    const [tools, talk] = [content.filter(isTool), content.filter((block) => !isTool(block))];
    const kind = tools[0]?.toolUse === undefined ? 'tool result' : 'tool use';
    return tools.length > 0 && talk.length > 0
      ? `messages.${index}.content: Conversation blocks and ${kind} blocks cannot be provided in the same turn.`
      : undefined;
  });
}

/** Nova keeps system prompts and talk; among tools and their results it knows no cache point. */
export function novaCachePoints({ body, model }: Asked): string | undefined {
  if (!model.id.startsWith('amazon.nova')) {
    return undefined;
  }
  const inTools = (body.toolConfig?.tools ?? []).findIndex(({ cachePoint }) => cachePoint !== undefined);
  if (inTools >= 0) {
    return extraneous(`toolConfig/tools/${inTools}`);
  }
  return firstOf((body.messages ?? []).entries(), ([index, { content = [] }]) => {
    const point = content.findIndex(({ cachePoint }) => cachePoint !== undefined);
    return point >= 0 && content.some(({ toolResult }) => toolResult !== undefined)
      ? extraneous(`messages/${index}/content/${point}`)
      : undefined;
  });
}

function extraneous(place: string): string {
  return `${modelSays}Malformed input request: #/${place}: extraneous key [cachePoint] is not permitted, please reformat your input and try again.`;
}
