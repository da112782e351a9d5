import { Command } from 'commander';
import { CommandLine } from './terminal/commandLine';
import type { Flags } from './terminal/flags';
import type { ExitCode, Terminal } from './terminal/openTerminal';

/** What an action's last argument is: the command with its options, those of all commands among them. */
type Work<T> = (terminal: Terminal, options: T) => Promise<ExitCode>;

const commandLine = new CommandLine(__dirname);
const program = new Command('bedrock-chat')
  .description('Asks Amazon Bedrock, and what goes with it, without VS Code.')
  .option('--region <region>', 'the AWS region; else that of the profile or of the environment')
  .option('--profile <name>', 'a profile of the AWS config files')
  .option('--endpoint <url>', 'where Bedrock Runtime answers: a VPC endpoint, an emulator')
  .option('--control-endpoint <url>', 'where models are listed')
  .option('--mantle-endpoint <url>', 'for models of bedrock-mantle, not asked yet')
  .option('--settings <file>', 'a JSON object of settings, named as in VS Code without bedrockChat.')
  .option('--storage <folder>', 'where the log and the record of calls are kept')
  .option('--json', 'print one JSON value to standard output, and nothing else')
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError('Add --help for what there is.')
  .configureOutput({ writeErr: (text) => commandLine.say(text) })
  .exitOverride();

program
  .command('ask')
  .description('Ask a model one question.')
  .argument('[text]', 'the question; `-`, or none where something is piped in, for standard input')
  .option('--model <id>', 'a model id, an inference profile id or an ARN')
  .option('--system <text>', 'the system prompt, in place of the settings’')
  .option('--request <file>', 'a whole request as JSON: messages, tools, parameters')
  .addHelpText('after', '\nExample:\n  bedrock-chat ask --region eu-central-1 "Why is the sky blue?"')
  .action((text: string | undefined, _options: unknown, command: Command) =>
    run<{ model?: string; system?: string; request?: string }>(command, async (terminal, options) => {
      const { ask } = await import('./terminal/ask');
      return ask(terminal, { ...options, text });
    }),
  );

program
  .command('models')
  .description('List the models that the account has in the region.')
  .addHelpText('after', '\nExample:\n  bedrock-chat models --region us-east-1 --json')
  .action((_options: unknown, command: Command) =>
    run(command, async (terminal) => {
      const { listModels } = await import('./terminal/models');
      return listModels(terminal);
    }),
  );

program
  .command('doctor')
  .description('Check the way to Bedrock: settings, credentials, network, models, storage.')
  .option('--no-call', 'do not call the model; else two calls of about 100 tokens are made')
  .addHelpText('after', '\nExample:\n  bedrock-chat doctor --profile work')
  .action((_options: unknown, command: Command) =>
    run<{ call: boolean }>(command, async (terminal, options) => {
      const { diagnoseTerminal } = await import('./terminal/doctor');
      return diagnoseTerminal(terminal, options);
    }),
  );

function run<T>(command: Command, work: Work<T>): Promise<void> {
  const options = command.optsWithGlobals<Flags & T>();
  return commandLine.run(options, (terminal) => work(terminal, options));
}

void program
  .parseAsync()
  .catch((error: unknown) => commandLine.tellFailure(error))
  .finally(() => commandLine.end());
