import { registerHooks } from 'node:module';

/*
 * VS Code's classes of messages, as its documentation describes them, for tests of conversions in plain Node. Imported
 * before what imports `vscode`.
 */

const source = `
export class LanguageModelTextPart { constructor(value) { this.value = value; } }
export class LanguageModelToolCallPart {
  constructor(callId, name, input) { Object.assign(this, { callId, name, input }); }
}
export class LanguageModelToolResultPart {
  constructor(callId, content) { Object.assign(this, { callId, content }); }
}
export class LanguageModelPromptTsxPart { constructor(value) { this.value = value; } }
export class LanguageModelError extends Error {
  static NoPermissions(message) { return new LanguageModelError(message); }
  static NotFound(message) { return new LanguageModelError(message); }
}
export class CancellationError extends Error {}
export const LanguageModelChatMessageRole = { User: 1, Assistant: 2 };
export const LanguageModelChatToolMode = { Auto: 1, Required: 2 };
export const l10n = {
  t: (text, ...values) =>
    (typeof text === 'string' ? text : text.message).replace(/\\{(\\d+)\\}/g, (_, index) => String(values.flat()[index])),
};
export const workspace = { isTrusted: true };
export const lm = { tools: [], invokeTool: () => Promise.reject(new Error('There is no tool')) };
`;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode'
      ? { url: `data:text/javascript,${encodeURIComponent(source)}`, format: 'module', shortCircuit: true }
      : next(specifier, context),
});
