import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../support/devhost/paths';
import { brokenLinks } from '../support/links';

const repository = 'https://github.com/someone/something';
const manifest = {
  name: 'something',
  publisher: 'someone',
  version: '1.0.0',
  engines: { vscode: '^1.100.0' },
  repository: { url: repository },
  contributes: {
    commands: [{ command: 'bedrockChat.ask', title: 'Ask' }],
    configuration: [
      {
        properties: {
          'bedrockChat.model': {
            markdownDescription: 'See `#bedrockChat.nothing#` and `#bedrockChat.model#`.',
          },
        },
      },
    ],
    viewsWelcome: [
      { view: 'chat', contents: '[Ask](command:bedrockChat.ask) or [run](command:bedrockChat.vanish).' },
    ],
  },
};

/** Files with links of each kind that lead somewhere, and of each that do not. */
const planted: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify(manifest),
  '.vscodeignore': '**\n!package.json\n!README.md\n!docs/**\n',
  'README.md': `# One, two\n[guide](docs/guide.md#a-guide) [here](#one-two) [notes](NOTES.md) [missing](docs/missing.md) ![none](none.png) [nowhere](#three)`,
  'NOTES.md': `[ours](${repository}/issues) [plain](http://docs.aws.amazon.com/a/latest/b.html) [new](https://example.com/new)`,
  'docs/guide.md':
    '# A guide\n[notes](../NOTES.md) [package](../package.json) [readme](../README.md) [other](guide.md#b)',
  '.github/config.yml': 'url: https://example.org/form\n',
  'src/page.ts':
    'export const page = (region: string) => `https://console.aws.amazon.com/bedrock/home?region=${region}#/modelaccess`;\n' +
    'export const example = `https://host:1`; // https://example.net/in/a/comment',
  'package.nls.json': JSON.stringify({ a: 'Set `#bedrockChat.gone#`.' }),
};

describe('links', () => {
  it('of documents, manifest, forms and messages lead somewhere, in the repository and in the package', () => {
    assert.deepEqual(brokenLinks(root), []);
  });

  it('that lead nowhere are found, of whatever kind', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'links-'));
    try {
      for (const [file, text] of Object.entries(planted)) {
        await mkdir(dirname(join(folder, file)), { recursive: true });
        await writeFile(join(folder, file), text);
      }
      assert.deepEqual(brokenLinks(folder), [
        '.github/config.yml: https://example.org/form: nobody has looked at it',
        'NOTES.md: http://docs.aws.amazon.com/a/latest/b.html: it is no address of https',
        'NOTES.md: https://example.com/new: nobody has looked at it',
        'README.md: #three: there is no such heading',
        'README.md: docs/missing.md: there is no such file',
        'README.md: none.png: there is no such file',
        'docs/guide.md: ../NOTES.md: it is not in the package',
        'docs/guide.md: ../README.md: it is not in the package',
        'docs/guide.md: guide.md#b: there is no such heading',
        'package.json: #bedrockChat.nothing#: there is no such setting',
        'package.json: command:bedrockChat.vanish: there is no such command',
        'package.nls.json: #bedrockChat.gone#: there is no such setting',
        'src/page.ts: https://console.aws.amazon.com/bedrock/home?region=…#/modelaccess: the page is gone; link to the model catalog',
      ]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
