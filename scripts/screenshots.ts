// Takes the pictures of the README and the docs: a real VS Code, the real extension, the emulator's answers.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ChatPanelPage } from '../test/ui/support/chatPanelPage';
import { VsCodeSession } from '../test/ui/support/vscodeSession';
import { answer } from '../test/support/emulators/bedrock';
import { root } from './devhost/paths';

const images = join(root, 'docs', 'images');
const review = [
  'The parser is sound, with one edge to mind: `Number("")` is `0`, so an empty field counts as zero.',
  '',
  '```ts',
  'export function parseAmount(text: string): number | undefined {',
  "  return text.trim() === '' ? undefined : Number(text);",
  '}',
  '```',
  '',
  'A test with an **empty field** would have caught it.',
].join('\n');

mkdirSync(images, { recursive: true });
const session = await VsCodeSession.start({
  signedIn: true,
  userSettings: { 'workbench.colorTheme': 'Default Dark Modern' },
});
try {
  const window = await session.openWindow();
  await window.page.setViewportSize({ width: 1360, height: 820 });
  await window.chat.open();
  session.emulator.script(answer({ text: 'Claude on Amazon Bedrock, in your own AWS account: ask away.' }));
  await window.chat.askAndWait('@bedrock who is answering?');
  const panel = new ChatPanelPage(await window.openPanel());
  session.emulator.script(answer({ text: review, paceMs: 15 }));
  await panel.askAndWait('Is the parsing of amounts right?');
  await window.screenshot(join(images, 'chat.png'));
} finally {
  await session.dispose();
}
