import { Command, Option } from 'commander';
import { CommandLine } from './terminal/commandLine';
import type { Flags } from './terminal/flags';
import type { ExitCode, Terminal } from './terminal/openTerminal';
import type { CostsRequest } from './terminal/readCosts';
import type { RunOptions } from './terminal/run';

/** What an action's last argument is: the command with its options, those of all commands among them. */
type Work<T> = (terminal: Terminal, options: T) => Promise<ExitCode>;

const commandLine = new CommandLine(__dirname);
const program = new Command('bedrock-chat')
  .description('Asks Amazon Bedrock, and what goes with it, without VS Code.')
  .option('--region <region>', 'the AWS region; else that of the profile or of the environment')
  .option('--profile <name>', 'a profile of the AWS config files')
  .option('--endpoint <url>', 'where Bedrock Runtime answers: a VPC endpoint, an emulator')
  .option('--control-endpoint <url>', 'where models are listed')
  .option('--mantle-endpoint <url>', 'in place of AWS’s bedrock-mantle')
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
  .option('--schema <file>', 'a JSON schema that the answer is to fit')
  .addHelpText('after', '\nExample:\n  bedrock-chat ask --region eu-central-1 "Why is the sky blue?"')
  .action((text: string | undefined, _options: unknown, command: Command) =>
    run<{ model?: string; system?: string; request?: string; schema?: string }>(
      command,
      async (terminal, options) => {
        const { ask } = await import('./terminal/ask');
        return ask(terminal, { ...options, text });
      },
    ),
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

program
  .command('costs')
  .description('Read files of AWS cost data: totals, days, services. Asks no model and needs no account.')
  .argument('<files...>', 'CSV, CSV.gz or Parquet files of one format, read as one')
  .option('--cost <column>', 'the column with the cost')
  .option('--date <column>', 'the column with the date, for files of no known format')
  .addOption(
    new Option('--date-order <order>', 'where day and month are numbers').choices(['dayFirst', 'monthFirst']),
  )
  .option('--currency <code>', 'the currency where the files name none')
  .option('--keep-totals', 'count rows that say that they are totals')
  .option('--sql <query>', 'one SELECT over the views costs and source, in place of the figures')
  .addHelpText(
    'after',
    '\nExamples:\n  bedrock-chat costs cur-2026-10.csv.gz\n' +
      '  bedrock-chat costs *.parquet --json --sql "SELECT ServiceName, sum(Cost) FROM costs GROUP BY 1"',
  )
  .action((files: readonly string[], _options: unknown, command: Command) =>
    run<Omit<CostsRequest, 'files'>>(command, async (terminal, options) => {
      const { tellCosts } = await import('./terminal/costs');
      return tellCosts(terminal, { ...options, files });
    }),
  );

program
  .command('run')
  .description('Run a prompt file, and go on with a run of it that did not end.')
  .argument('<file>', 'prompts.txt, or a name that ends in .prompts.txt, .prompts.yaml or .prompts.jsonl')
  .option('--models <ids>', 'models for prompts that name none, with commas between them; a run for each')
  .option('--junit <file>', 'write prompts and checks as JUnit XML too')
  .option('--max-cost <usd>', 'begin no call once the run has cost so much')
  .option('--output <path>', 'where the results go, without extension; beside the file unless given')
  .option('--no-cache', 'ask all prompts again, those with an answer of an earlier run too')
  .option('--yes', 'run more than 1,000 prompts without --max-cost')
  .addHelpText(
    'after',
    '\nExample:\n  bedrock-chat run checks.prompts.yaml --junit results.xml --max-cost 0.50',
  )
  .action((file: string, _options: unknown, command: Command) =>
    run<Omit<RunOptions, 'file'>>(command, async (terminal, options) => {
      const { runPrompts } = await import('./terminal/run');
      return runPrompts(terminal, { ...options, file });
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
