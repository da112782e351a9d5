import type { Connection } from '../connection';
import { modelApi } from '../models/modelApi';
import { traitsOf } from '../models/modelTraits';
import { hasStructuredOutput } from '../models/structuredOutput';
import { takenEffort } from '../wire/reasoningFields';
import type { ModelTraits } from '../models/traits';
import { toolLimits } from '../tools/familyLimits';
import type { Schema } from '../tools/schema';
import type { ConverseRequest } from '../wire/converseCall';
import type { AnswerForm } from './answerForm';
import { answerTool } from './answerTool';
import { formatSchema } from './formatSchema';

type FormRequest = Pick<ConverseRequest, 'model' | 'parameters' | 'tools'> &
  Required<Pick<ConverseRequest, 'answerSchema'>>;

/** Of the other families no document says that they take strict tools. */
const STRICT_TOOLS = /(?:^|[./])(anthropic\.|openai\.gpt-(?!oss))/;

/** The best form that a model takes for a schema; `mayHold` is false where Bedrock has refused to hold it to this one. */
export function answerForm(
  { model, parameters, tools = [], answerSchema }: FormRequest,
  { hasConverseAlone }: Pick<Connection, 'hasConverseAlone'>,
  mayHold = true,
): AnswerForm {
  const isHeld = mayHold && hasStructuredOutput(model.modelId);
  if (isHeld) {
    const schema = formatSchema(answerSchema.schema);
    if (schema !== undefined) {
      return { type: 'format', name: answerSchema.name, schema };
    }
  }
  const traits = traitsOf(model);
  const hasTools = traits.tools !== 'none' && traits.tools !== 'converse';
  const limits = toolLimits(model.modelId);
  const hasStrictTools = isHeld && STRICT_TOOLS.test(model.modelId);
  const tool = hasTools
    ? answerTool(answerSchema, { limits, others: tools, mayHold: hasStrictTools })
    : undefined;
  if (tool === undefined) {
    return { type: 'text' };
  }
  const isByConverse = modelApi(model).name === 'converse' || hasConverseAlone || parameters.guardrail;
  const isForced = isByConverse ? traits.requiredTools === true && !reasons(parameters, traits) : true;
  return { type: 'tool', tool, isForced };
}

/** Claude cannot be made to call a tool while it reasons. */
function reasons({ reasoning }: ConverseRequest['parameters'], traits: ModelTraits): boolean {
  const isAsked =
    reasoning === undefined ? traits.reasonsUnasked === true : takenEffort(reasoning, traits) !== 'none';
  return traits.signsReasoning === true && traits.reasoning !== 'none' && isAsked;
}

/** A request as it is sent for an answer of this form. */
export function inForm<R extends ConverseRequest>(request: R, schema: Schema, form: AnswerForm): R {
  const { systemPrompt, tools = [], toolRequired = false } = request;
  const withText = (text: string) => [systemPrompt, text].filter((part) => part.trim() !== '').join('\n\n');
  switch (form.type) {
    case 'format':
      return { ...request, answerForm: form };
    case 'tool':
      return {
        ...request,
        answerForm: form,
        tools: [...tools, form.tool.spec],
        toolRequired: toolRequired || form.isForced,
        systemPrompt: form.isForced
          ? systemPrompt
          : withText(`Give your final answer by calling the tool ${form.tool.spec.name}, not as text.`),
      };
    case 'text':
      return {
        ...request,
        answerForm: form,
        systemPrompt: withText(
          `Answer with one JSON value and nothing else, without a code block. It has to fit this JSON schema:\n${JSON.stringify(schema)}`,
        ),
      };
  }
}
