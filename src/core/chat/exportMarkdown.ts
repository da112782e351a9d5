import * as l10n from '@vscode/l10n';
import type { PanelMessage, PanelStep } from '../../protocol/chatPanel';

/** A conversation as a Markdown document, as a user would want to keep it. */
export function exportMarkdown(messages: readonly PanelMessage[], model: string, at: Date): string {
  const head = `# ${l10n.t('Bedrock chat')}\n\n${at.toISOString()} · ${model}\n`;
  return [head, ...messages.map(section)].join('\n');
}

function section(message: PanelMessage): string {
  const who = message.role === 'user' ? l10n.t('You') : (message.figures?.modelLabel ?? 'Bedrock');
  const attached = message.attachments.map(({ label }) => `- ${label}\n`).join('');
  const tools = message.steps.flatMap((step) => (step.type === 'tool' ? [toolText(step)] : []));
  const remarks = [
    ...tools,
    ...message.notices,
    ...(message.cacheMisses ?? []).map(({ text }) => text),
    ...(message.error === null ? [] : [message.error.message]),
    ...(message.leftOut === '' || message.role === 'assistant' ? [] : [message.leftOut]),
  ];
  return [
    `## ${who}\n`,
    ...(attached === '' ? [] : [`${l10n.t('Attached:')}\n\n${attached}`]),
    `${message.text}\n`,
    ...remarks.map((remark) => `> ${remark}\n`),
  ].join('\n');
}

function toolText({ name, state }: Extract<PanelStep, { type: 'tool' }>): string {
  switch (state) {
    case 'running':
      return l10n.t('Tool {0}: running', name);
    case 'done':
      return l10n.t('Tool {0}: done', name);
    case 'failed':
      return l10n.t('Tool {0}: failed', name);
    case 'declined':
      return l10n.t('Tool {0}: declined', name);
    case 'stopped':
      return l10n.t('Tool {0}: stopped', name);
  }
}
