import { become, ensureDependencies } from './setup.mjs';

await ensureDependencies();
await become('scripts/start.ts', process.argv.slice(2));
