#!/usr/bin/env node
// What `runTests` of @vscode/test-electron starts in the place of a desktop VS Code.
import { register } from 'tsx/esm/api';

register();
await import('./launcher.ts');
