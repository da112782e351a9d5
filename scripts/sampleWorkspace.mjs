// What F5 needs besides a build and an emulator: the packages, and a folder to open.
import { become, ensureDependencies } from './setup.mjs';

await ensureDependencies();
await become('scripts/sampleWorkspace.ts', []);
