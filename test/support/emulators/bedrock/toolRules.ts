import { constraint, firstBroken, isObject, messagesOf, modelSays, placedBlocks, type Rule } from './rule';
import { toolSchemas } from './schemaRules';
import type { ConverseBody, WireMessage } from './wire';

const idPattern = /^[a-zA-Z0-9_.:-]{1,64}$/;
const namePattern = /^[a-zA-Z0-9_-]{1,64}$/;
const plainNamePattern = /^[a-zA-Z0-9_]{1,64}$/;
/** Claude's own pattern of an id, beyond Bedrock's pattern. */
const claudeIdPattern = /^[a-zA-Z0-9_-]+$/;

/** Tools as they are declared. */
export const toolDefinitions: Rule = (body, options) =>
  definitionShapes(body, options.traits.plainTools ? plainNamePattern : namePattern) ??
  (options.traits.signedReasoning ? claudeDefinitions(body) : undefined) ??
  toolSchemas(body, options);

/** Tool calls and their results in a history. */
export const toolHistory: Rule = (body, options) =>
  firstBroken([toolConfigPresent, toolPairs, objectsOnly, status], (rule) => rule(body, options)) ??
  (options.traits.signedReasoning ? claudeHistory(body) : undefined);

function definitionShapes(body: ConverseBody, pattern: RegExp): string | undefined {
  if (!body.toolConfig) {
    return undefined;
  }
  const tools = body.toolConfig.tools ?? [];
  if (tools.length === 0) {
    return constraint('[]', 'toolConfig.tools', 'have length greater than or equal to 1');
  }
  return firstBroken([...tools.entries()], ([index, { toolSpec }]) => {
    if (!toolSpec) {
      return undefined;
    }
    const name = toolSpec.name ?? '';
    if (!pattern.test(name)) {
      return constraint(
        name,
        `toolConfig.tools.${index + 1}.member.toolSpec.name`,
        'satisfy regular expression pattern: [a-zA-Z0-9_-]+',
      );
    }
    return undefined;
  });
}

function claudeDefinitions(body: ConverseBody): string | undefined {
  const specs = (body.toolConfig?.tools ?? []).flatMap(({ toolSpec }) => (toolSpec ? [toolSpec] : []));
  const names = specs.map(({ name }) => name);
  if (new Set(names).size < names.length) {
    return `${modelSays}tools: Tool names must be unique.`;
  }
  return firstBroken([...specs.entries()], ([index, { description }]) =>
    description?.trim() === ''
      ? `${modelSays}tools.${index}.custom.description: String should have at least 1 character`
      : undefined,
  );
}

/** Well-formed identifiers, before anything else is looked at. */
export function identifiers(body: ConverseBody): string | undefined {
  return firstBroken(placedBlocks(body), ({ block, place }) => {
    const member = place.replace(/\.(\d+)/g, (_all, index: string) => `.${Number(index) + 1}.member`);
    const id = block.toolUse?.toolUseId ?? block.toolResult?.toolUseId;
    const kind = block.toolUse ? 'toolUse' : 'toolResult';
    if (id !== undefined && !idPattern.test(id)) {
      return constraint(
        id,
        `${member}.${kind}.toolUseId`,
        'satisfy regular expression pattern: [a-zA-Z0-9_.:-]+',
      );
    }
    const name = block.toolUse?.name;
    if (name !== undefined && !namePattern.test(name)) {
      return constraint(name, `${member}.toolUse.name`, 'satisfy regular expression pattern: [a-zA-Z0-9_-]+');
    }
    return undefined;
  });
}

function toolConfigPresent(body: ConverseBody): string | undefined {
  const hasToolBlocks = placedBlocks(body).some(({ block }) => block.toolUse ?? block.toolResult);
  return hasToolBlocks && !body.toolConfig
    ? 'The toolConfig field must be defined when using toolUse and toolResult content blocks.'
    : undefined;
}

/** Each tool use is answered in the very next message, and nothing is answered that was not asked. */
function toolPairs(body: ConverseBody): string | undefined {
  const messages = messagesOf(body);
  const used = messages.map((message) => idsOf(message, 'toolUse'));
  const answered = messages.map((message) => idsOf(message, 'toolResult'));
  return firstBroken([...messages.keys()], (index) => {
    const asked = used[index - 1] ?? [];
    const here = answered[index] ?? [];
    const missing = asked.filter((id) => !here.includes(id));
    if (missing.length > 0) {
      return `Expected toolResult blocks at messages.${index}.content for the following Ids: ${missing.join(', ')}`;
    }
    if (here.some((id) => !asked.includes(id)) || here.length > asked.length) {
      return `The number of toolResult blocks at messages.${index}.content exceeds the number of toolUse blocks of previous turn.`;
    }
    return undefined;
  });
}

function idsOf(message: WireMessage, kind: 'toolUse' | 'toolResult'): readonly string[] {
  return (message.content ?? []).flatMap((block) => {
    const tool = block[kind];
    return tool ? [tool.toolUseId ?? ''] : [];
  });
}

function objectsOnly(body: ConverseBody): string | undefined {
  const invalid = (place: string): string =>
    `The format of the value at ${place} is invalid. Provide a json object for the field and try again.`;
  return firstBroken(placedBlocks(body), ({ block, place }) => {
    if (block.toolUse && !isObject(block.toolUse.input)) {
      return invalid(`${place}.toolUse.input`);
    }
    const content = block.toolResult?.content ?? [];
    if (block.toolResult?.status === 'error' && content.length === 0) {
      return `The content field at ${place}.toolResult cannot be empty when status value is error.`;
    }
    return firstBroken([...content.entries()], ([index, each]) =>
      each.json !== undefined && !isObject(each.json)
        ? invalid(`${place}.toolResult.content.${index}.json`)
        : undefined,
    );
  });
}

const status: Rule = (body, { traits }) =>
  placedBlocks(body).some(({ block }) => block.toolResult?.status !== undefined) && !traits.toolStatus
    ? "This model doesn't support the status field. Remove status and try again."
    : undefined;

function claudeHistory(body: ConverseBody): string | undefined {
  const ids = messagesOf(body).flatMap((message) => idsOf(message, 'toolUse'));
  if (new Set(ids).size < ids.length) {
    return `${modelSays}messages: \`tool_use\` ids must be unique`;
  }
  const odd = ids.find((id) => !claudeIdPattern.test(id));
  if (odd !== undefined) {
    return `${modelSays}messages: tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'`;
  }
  return firstBroken([...messagesOf(body).entries()], ([index, { content = [] }]) => {
    const other = content.findIndex((block) => !block.toolResult && !block.cachePoint);
    const late = other < 0 ? undefined : content.slice(other).find((block) => block.toolResult)?.toolResult;
    return late
      ? `${modelSays}messages.${index - 1}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${late.toolUseId}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`
      : undefined;
  });
}
