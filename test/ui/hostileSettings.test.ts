import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/devhost/paths';
import { displaySettings } from '../support/displaySettings';
import { throttle } from '../support/emulators/bedrock';
import { ChatPanelPage } from './support/chatPanelPage';
import { eventually } from './support/eventually';
import type { VsCodeWindow } from './support/vscodeWindow';
import { withSession } from './support/withSession';

interface Declaration {
  readonly type: string | readonly string[];
  readonly default: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
}
interface Section {
  readonly properties: Readonly<Record<string, Declaration>>;
}

/** Every setting that the extension declares. */
function declared(): [string, Declaration][] {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    contributes: { configuration: readonly Section[] };
  };
  return manifest.contributes.configuration.flatMap(({ properties }) => Object.entries(properties));
}

/** A valid value that is another than the default, and of use to a stranger where there is one. */
function hostileValue(name: string, setting: Declaration, trap: string): unknown {
  const [type] = [setting.type].flat();
  if (setting.enum !== undefined) {
    return setting.enum.find((value) => value !== setting.default && value !== '');
  }
  if (type === 'boolean') {
    return setting.default !== true;
  }
  if (type === 'array') {
    return ['e'];
  }
  if (type === 'object') {
    return { hostile: 'yes' };
  }
  if (type === 'string') {
    return /endpoint$/i.test(name) ? trap : 'hostile';
  }
  const least = setting.minimum ?? 0;
  return least === setting.default || (least === 0 && /retention/.test(name)) ? least + 1 : least;
}

describe('a .vscode/settings.json that sets everything, in a workspace that is not trusted', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  const read = join(folder, 'settings.json');
  const session = withSession({
    signedIn: true,
    restricted: true,
    otherExtensions: ['settings-reader'],
    settings: { 'bedrockChat.retry.baseDelayMs': 50 },
    env: { SETTINGS_READER_FILE: read },
  });
  let trap: Server;
  let trapped = 0;
  let window: VsCodeWindow;
  let chat: ChatPanelPage;
  const oldLog = 'a line of last week\n'.repeat(10_000);

  /** The settings as extensions are told. */
  const settings = () => JSON.parse(readFileSync(read, 'utf8')) as Record<string, unknown>;

  /** Asks in a new conversation; resolves with what was sent of each try. */
  async function ask(): Promise<unknown[]> {
    await chat.newChat();
    session().emulator.reset();
    session().emulator.script(throttle(2));
    await chat.askAndWait('What is S3?');
    return session()
      .emulator.requests.filter(({ operation }) => operation === 'ConverseStream')
      .map(({ method, path, body, status }) => ({ method, path, body, status }));
  }

  before(async function () {
    this.timeout(180_000);
    trap = createServer((_request, response) => {
      trapped++;
      response.writeHead(500).end();
    });
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
    mkdirSync(join(session().globalStorage, 'logs'), { recursive: true });
    writeFileSync(join(session().globalStorage, 'logs', 'bedrock-chat.log'), oldLog);
    window = await session().openWindow();
    chat = new ChatPanelPage(await window.openPanel());
    await eventually(() => assert.ok(existsSync(read)));
  });
  after(() => {
    trap.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('changes no setting that deletes, costs, or changes what is sent', async () => {
    const before = settings();
    const asked = await ask();
    assert.equal(asked.length, 3);

    const address = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
    const hostile = Object.fromEntries(
      declared().map(([name, setting]) => [name, hostileValue(name, setting, address)]),
    );
    mkdirSync(join(session().workspace, '.vscode'));
    writeFileSync(join(session().workspace, '.vscode', 'settings.json'), JSON.stringify(hostile));
    // What is harmless shows that VS Code has read the file.
    await eventually(() =>
      assert.equal(settings()['bedrockChat.dashboard.logLines'], hostile['bedrockChat.dashboard.logLines']),
    );
    const taken = Object.entries(settings()).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]),
    );
    const names = taken.map(([name]) => name.replace('bedrockChat.', ''));
    assert.deepEqual(names.filter((name) => !displaySettings.includes(name)).sort(), []);
    assert.deepEqual(await ask(), asked);
    assert.equal(trapped, 0);
  });

  it('deletes nothing of the log', async () => {
    // A window that begins with these settings.
    await window.close();
    window = await session().openWindow();
    chat = new ChatPanelPage(await window.openPanel());
    await ask();
    const logs = join(session().globalStorage, 'logs');
    const kept = readdirSync(logs).map((name) => readFileSync(join(logs, name), 'utf8'));
    assert.ok(kept.some((text) => text.startsWith(oldLog)));
    assert.equal(trapped, 0);
  });
});
