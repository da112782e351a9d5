// Tells when several bundles that are watched are built: VS Code's tasks wait for these lines (.vscode/tasks.json).
import { formatMessages, type Plugin } from 'esbuild';

/** Says when the first of some bundles begins to be built, and, after their problems, that all of them are. */
export class BuildState {
  /** Bundles that are being built; all of them from the start, since each begins when esbuild gets to it. */
  private readonly building: Set<string>;

  private readonly say: (line: string) => void;

  constructor(bundles: readonly string[], say: (line: string) => void) {
    this.building = new Set(bundles);
    this.say = say;
    say('Building…');
  }

  /** The plugin that watches one of the bundles, to be its last; esbuild itself is to say nothing (`logLevel`). */
  watch(bundle: string): Plugin {
    return {
      name: 'build-state',
      setup: (build) => {
        build.onStart(() => {
          if (this.building.size === 0) {
            this.say('Building…');
          }
          this.building.add(bundle);
        });
        build.onEnd(async ({ errors, warnings }) => {
          const problems = [
            ...(await formatMessages(errors, { kind: 'error' })),
            ...(await formatMessages(warnings, { kind: 'warning' })),
          ];
          for (const line of problems.flatMap((problem) => problem.split('\n'))) {
            // A problem matcher takes lines that follow one another.
            if (line.trim() !== '') {
              this.say(line);
            }
          }
          this.building.delete(bundle);
          if (this.building.size === 0) {
            this.say('Built; watching for changes.');
          }
        });
      },
    };
  }
}
