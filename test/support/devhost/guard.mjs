// Runs a program in a process group of its own and ends the whole group when the starter goes away, however it
// goes: the starter holds the other end of standard input, and even SIGKILL closes that.
// Usage: node guard.mjs <program> <arguments…>
import { spawn } from 'node:child_process';

const patienceMs = 3000;
const [program, ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });

function signalGroup(signal) {
  try {
    process.kill(-child.pid, signal);
    return true;
  } catch {
    return false; // No process is left in the group.
  }
}

function end() {
  signalGroup('SIGTERM');
  setTimeout(() => {
    signalGroup('SIGKILL');
    process.exit(0);
  }, patienceMs).unref();
}

process.stdin.resume();
process.stdin.on('error', end);
process.stdin.on('close', end);
// A terminal's Ctrl+C goes to the starter too, which decides.
process.on('SIGINT', () => {});
process.on('SIGTERM', end);
child.on('error', (error) => {
  console.error(error.message);
  process.exit(127);
});
child.on('exit', (code) => {
  // What the program started and left behind goes with it.
  signalGroup('SIGKILL');
  process.exit(code ?? 1);
});
