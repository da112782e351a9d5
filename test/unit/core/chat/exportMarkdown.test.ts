import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { exportMarkdown } from '../../../../src/core/chat/exportMarkdown';
import { emptyMessage } from '../../../../src/core/chat/panelMessages';
import type { PanelMessage } from '../../../../src/protocol/chatPanel';

function message(role: PanelMessage['role'], text: string, more: Partial<PanelMessage> = {}): PanelMessage {
  return { ...emptyMessage(role), id: text, text, ...more };
}

describe('exportMarkdown', () => {
  it('writes who said what, with what was attached and how answers ended', () => {
    const text = exportMarkdown(
      [
        message('user', 'Explain', {
          attachments: [{ id: '1', label: 'a.ts:1-3', tooltip: 'a.ts', kind: 'text', size: '', warning: '' }],
        }),
        message('assistant', 'It adds.\n\n```ts\na + b\n```', { notices: ['Stopped.'] }),
      ],
      'Claude Sonnet 5',
      new Date(0),
    );
    assert.match(text, /^# Bedrock chat\n\n1970-01-01T00:00:00\.000Z · Claude Sonnet 5\n/);
    assert.match(text, /## You\n\nAttached:\n\n- a\.ts:1-3\n\nExplain\n/);
    assert.match(text, /## Bedrock\n\nIt adds\.\n\n```ts\na \+ b\n```\n\n> Stopped\.\n/);
  });
});
