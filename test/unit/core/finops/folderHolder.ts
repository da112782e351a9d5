// A window of its own: has a folder of cost data, and waits to be killed.
import { EngineFolder } from '../../../../src/core/finops/engineFolders';

const [directory = '', staleMs = ''] = process.argv.slice(2);
const folder = new EngineFolder(directory, { staleMs: Number(staleMs) });
void folder.create().then(() => process.stdout.write(`${folder.path}\n`));
setInterval(() => undefined, 1000);
