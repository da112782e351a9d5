import type { PanelMessage } from '../../protocol/chatPanel';

/** A conversation as a Markdown document, as a user would want to keep it. */
export function exportMarkdown(messages: readonly PanelMessage[], model: string, at: Date): string {
  const head = `# Bedrock chat\n\n${at.toISOString()} · ${model}\n`;
  return [head, ...messages.map(section)].join('\n');
}

function section(message: PanelMessage): string {
  const who = message.role === 'user' ? 'You' : (message.figures?.modelLabel ?? 'Bedrock');
  const attached = message.attachments.map(({ label }) => `- ${label}\n`).join('');
  const tools = message.steps.flatMap((step) =>
    step.type === 'tool' ? [`Tool ${step.name}: ${step.state}`] : [],
  );
  const remarks = [...tools, ...message.notices, ...(message.error === null ? [] : [message.error.message])];
  return [
    `## ${who}\n`,
    ...(attached === '' ? [] : [`Attached:\n\n${attached}`]),
    `${message.text}\n`,
    ...remarks.map((remark) => `> ${remark}\n`),
  ].join('\n');
}
