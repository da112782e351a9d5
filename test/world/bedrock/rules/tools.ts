import type { ConverseBody, WireMessage } from '../wire';
import { constraint, firstOf, isObject, modelSays, placedBlocks, type ModelRequest } from '../rule';

const name = /^[a-zA-Z0-9_-]{1,64}$/;
/** Nova's own: a hyphen is refused. */
const novaName = /^[a-zA-Z0-9_]{1,64}$/;
const id = /^[a-zA-Z0-9_.:-]{1,64}$/;
const claudeId = /^[a-zA-Z0-9_-]+$/;

/** The tools that a request declares. */
export function declaredTools(
  body: ConverseBody,
): readonly NonNullable<NonNullable<NonNullable<ConverseBody['toolConfig']>['tools']>[number]['toolSpec']>[] {
  return (body.toolConfig?.tools ?? []).flatMap(({ toolSpec }) => (toolSpec ? [toolSpec] : []));
}

/** A toolConfig has tools. */
export function someTools({ body }: ModelRequest): string | undefined {
  return body.toolConfig && (body.toolConfig.tools ?? []).length === 0
    ? constraint([], 'toolConfig.tools', 'have length greater than or equal to 1')
    : undefined;
}

/** Declared tools, and tools called in the history, have names that the model takes. */
export function toolNames({ body, model }: ModelRequest): string | undefined {
  const pattern = model.vendor === 'amazon' ? novaName : name;
  const called = placedBlocks(body).flatMap(({ block }) => (block.toolUse ? [block.toolUse.name] : []));
  return firstOf([...declaredTools(body).map((tool) => tool.name), ...called], (each) =>
    pattern.test(each ?? '')
      ? undefined
      : constraint(
          each,
          'toolConfig.tools.member.toolSpec.name',
          'satisfy regular expression pattern: [a-zA-Z0-9_-]+',
        ),
  );
}

/** No two tools have one name. */
export function uniqueToolNames({ body }: ModelRequest): string | undefined {
  const names = declaredTools(body).map((tool) => tool.name);
  return new Set(names).size < names.length ? `${modelSays}tools: Tool names must be unique.` : undefined;
}

/** A description that is there says something. */
export function toolDescriptions({ body }: ModelRequest): string | undefined {
  return firstOf(declaredTools(body).entries(), ([index, { description }]) =>
    description?.trim() === ''
      ? constraint(
          description,
          `toolConfig.tools.${index + 1}.member.toolSpec.description`,
          'have length greater than or equal to 1',
        )
      : undefined,
  );
}

/** A history with calls of tools is sent with a toolConfig. */
export function toolConfigPresent({ body }: ModelRequest): string | undefined {
  const used = placedBlocks(body).some(({ block }) => block.toolUse ?? block.toolResult);
  return used && !body.toolConfig
    ? 'The toolConfig field must be defined when using toolUse and toolResult content blocks.'
    : undefined;
}

/** Ids of calls are as Bedrock, and Claude, write them. */
export function toolUseIds({ body, model }: ModelRequest): string | undefined {
  return firstOf(placedBlocks(body), ({ block, place }) => {
    const call = block.toolUse ?? block.toolResult;
    const toolUseId = call?.toolUseId ?? '';
    if (call === undefined) {
      return undefined;
    }
    if (!id.test(toolUseId)) {
      return constraint(
        toolUseId,
        `${place}.toolUseId`,
        'satisfy regular expression pattern: [a-zA-Z0-9_.:-]+',
      );
    }
    return model.vendor === 'anthropic' && !claudeId.test(toolUseId)
      ? `${modelSays}${place}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'`
      : undefined;
  });
}

/** Calls are the model's, results the user's. */
export function toolSides({ body }: ModelRequest): string | undefined {
  return firstOf(placedBlocks(body), ({ block, role }) => {
    const wrong =
      (block.toolUse && role !== 'assistant' && 'toolUse') ||
      (block.toolResult && role !== 'user' && 'toolResult');
    return wrong ? `The ${wrong} blocks at ${role} messages are not supported.` : undefined;
  });
}

/** What a call gives to a tool is an object. */
export function toolInputs({ body }: ModelRequest): string | undefined {
  return firstOf(placedBlocks(body), ({ block, place }) =>
    block.toolUse && !isObject(block.toolUse.input)
      ? `The value at ${place}.toolUse.input must be a JSON object: The format of the value is invalid. Provide a json object for the field and try again.`
      : undefined,
  );
}

/** Each call is answered in the very next message, once; nothing else is answered. */
export function toolResultsFollow({ body }: ModelRequest): string | undefined {
  const messages = body.messages ?? [];
  return firstOf(messages.entries(), ([index, message]) => {
    const asked = idsOf(message, 'toolUse');
    if (new Set(asked).size < asked.length) {
      return `${modelSays}messages.${index}: \`tool_use\` ids must be unique`;
    }
    const answered = idsOf(messages[index + 1], 'toolResult');
    const open = asked.filter((each) => !answered.includes(each));
    if (open.length > 0) {
      return index === messages.length - 1
        ? 'The conversation must not end with tool use that is not answered.'
        : `Expected toolResult blocks at messages.${index + 1}.content for the following Ids: ${open.join(', ')}`;
    }
    const own = idsOf(message, 'toolResult');
    const before = idsOf(messages[index - 1], 'toolUse');
    if (new Set(own).size < own.length || own.some((each) => !before.includes(each))) {
      return `The number of toolResult blocks at messages.${index}.content exceeds the number of toolUse blocks of previous turn.`;
    }
    return undefined;
  });
}

function idsOf(message: WireMessage | undefined, kind: 'toolUse' | 'toolResult'): readonly string[] {
  return (message?.content ?? []).flatMap((block) => (block[kind] ? [block[kind].toolUseId ?? ''] : []));
}

/** Claude wants its ids to be unique in the whole conversation. */
export function uniqueToolUseIds({ body, model }: ModelRequest): string | undefined {
  const ids = (body.messages ?? []).flatMap((message) => idsOf(message, 'toolUse'));
  return model.vendor === 'anthropic' && new Set(ids).size < ids.length
    ? `${modelSays}messages: \`tool_use\` ids must be unique`
    : undefined;
}

/** Claude wants results before anything else that the user says. */
export function resultsFirst({ body, model }: ModelRequest): string | undefined {
  return firstOf(
    model.vendor === 'anthropic' ? (body.messages ?? []).entries() : [],
    ([index, { content = [] }]) => {
      const other = content.findIndex(({ toolResult, cachePoint }) => !toolResult && !cachePoint);
      return other >= 0 && content.slice(other).some(({ toolResult }) => toolResult)
        ? `${modelSays}messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after.`
        : undefined;
    },
  );
}

/** JSON in a result is an object. */
export function resultJson({ body }: ModelRequest): string | undefined {
  return firstOf(placedBlocks(body), ({ block, place }) =>
    (block.toolResult?.content ?? []).some(({ json }) => json !== undefined && !isObject(json))
      ? `The format of the value at ${place}.toolResult.content.json is invalid. Provide a json object for the field and try again.`
      : undefined,
  );
}

/** Tools that a history calls are declared. */
export function calledToolsDeclared({ body }: ModelRequest): string | undefined {
  const declared = new Set(declaredTools(body).map((tool) => tool.name));
  return firstOf(placedBlocks(body), ({ block, place }) =>
    block.toolUse && !declared.has(block.toolUse.name)
      ? `Tool '${block.toolUse.name}' at ${place} is not in the toolConfig of the request.`
      : undefined,
  );
}

/** Only Claude and Nova take the status of a result. */
export function resultStatus({ body, model }: ModelRequest): string | undefined {
  return firstOf(placedBlocks(body), ({ block }) => {
    const status = block.toolResult?.status;
    if (status === undefined) {
      return undefined;
    }
    if (status !== 'success' && status !== 'error') {
      return constraint(status, 'toolResult.status', 'satisfy enum value set: [success, error]');
    }
    return model.vendor === 'anthropic' || model.vendor === 'amazon' || !model.known
      ? undefined
      : "This model doesn't support the status field in the ToolResultBlock. Remove status and try again.";
  });
}

/** A result has content. */
export function resultsHaveContent({ body }: ModelRequest): string | undefined {
  return firstOf(placedBlocks(body), ({ block, place }) =>
    block.toolResult && !Array.isArray(block.toolResult.content)
      ? `The content field in the ToolResultBlock object at ${place} is missing.`
      : undefined,
  );
}

/** Tools only where the model has them. */
export function toolsSupported({ body, model }: ModelRequest): string | undefined {
  return body.toolConfig && model.tools === false ? "This model doesn't support tool use." : undefined;
}

/** A choice that is forced names a declared tool. */
export function toolChoiceDeclared({ body }: ModelRequest): string | undefined {
  const chosen = body.toolConfig?.toolChoice?.tool?.name;
  return chosen !== undefined && !declaredTools(body).some((tool) => tool.name === chosen)
    ? `The tool '${chosen}' of toolChoice is not in the toolConfig of the request.`
    : undefined;
}
